using System.Text;
using LlmCourse.Runtime;

namespace LlmCourse.Tests.Tokenization;

/// <summary>Random strings that like the corners: surrogates, white space, apostrophes, digits and letters of all planes.</summary>
internal static class RandomText
{
    private static readonly string[] Favourites =
    [
        " ", "  ", "\n", "\r\n", "\t", "\u00A0", "\u2003", "\u3000", "\u0085", "'", "'s", "'ll", "'re", "'S", "a", "Z", "é", "ß", "Ж", "中", "あ", "١", "²", "Ⅷ",
        "0", "42", "e\u0301", "\u200D", "\uFEFF", "\0", "😀", "👩‍🚀", "𝒜", "𝟘", "𐐷", "!", "...", "_", "<|endoftext|>", "\uFFFD", "\uE000",
    ];

    public static string Next(SeededRandom random, int longest, bool loneSurrogates)
    {
        var text = new StringBuilder();
        for (var left = random.NextInt32(longest + 1); left > 0; left--)
        {
            switch (random.NextInt32(6))
            {
                case 0:
                    text.Append((char)random.NextInt32(0xD800));
                    break;
                case 1:
                    text.Append(char.ConvertFromUtf32(0x10000 + random.NextInt32(0x100000)));
                    break;
                case 2:
                    text.Append((char)(' ' + random.NextInt32(95)));
                    break;
                case 3 when loneSurrogates:
                    text.Append((char)(0xD800 + random.NextInt32(0x800)));
                    break;
                default:
                    text.Append(Favourites[random.NextInt32(Favourites.Length)]);
                    break;
            }
        }

        return text.ToString();
    }
}
