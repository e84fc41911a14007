using LlmCourse.Tokenization;

namespace LlmCourse.Tests.Tokenization;

/// <summary>Byte pair encoding as the paper states it, slowly: the truth that the fast version is held against.</summary>
internal static class NaiveBpe
{
    /// <summary>The merges of a text as pairs of byte strings (Latin-1).</summary>
    public static List<(string Left, string Right)> Train(string text, int merges)
    {
        var words = Gpt2PreTokenizer.Split(text).Select(Symbols).ToList();
        var learnt = new List<(string, string)>();
        while (learnt.Count < merges)
        {
            var counts = new Dictionary<(string Left, string Right), int>();
            foreach (var word in words)
            {
                for (var i = 0; i + 1 < word.Count; i++)
                {
                    counts[(word[i], word[i + 1])] = counts.GetValueOrDefault((word[i], word[i + 1])) + 1;
                }
            }

            var best = counts.Where(pair => pair.Value >= 2).OrderByDescending(pair => pair.Value)
                .ThenByDescending(pair => pair.Key.Left, StringComparer.Ordinal).ThenByDescending(pair => pair.Key.Right, StringComparer.Ordinal)
                .Select(pair => pair.Key).FirstOrDefault();
            if (best == default)
            {
                break;
            }

            learnt.Add(best);
            words.ForEach(word => Merge(word, best));
        }

        return learnt;
    }

    /// <summary>The byte strings of a text's tokens.</summary>
    public static List<string> Encode(string text, IReadOnlyList<(string Left, string Right)> merges)
    {
        var words = Gpt2PreTokenizer.Split(text).Select(Symbols).ToList();
        foreach (var merge in merges)
        {
            words.ForEach(word => Merge(word, merge));
        }

        return [.. words.SelectMany(word => word)];
    }

    private static List<string> Symbols(string piece) =>
        [.. System.Text.Encoding.UTF8.GetBytes(piece).Select(b => ((char)b).ToString())];

    private static void Merge(List<string> word, (string Left, string Right) pair)
    {
        for (var i = 0; i + 1 < word.Count; i++)
        {
            if ((word[i], word[i + 1]) == pair)
            {
                word[i] += word[i + 1];
                word.RemoveAt(i + 1);
            }
        }
    }
}
