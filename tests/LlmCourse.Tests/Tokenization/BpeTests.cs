using System.Text;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;
using Microsoft.ML.Tokenizers;
using Xunit;
using BpeTokenizer = LlmCourse.Tokenization.BpeTokenizer;

namespace LlmCourse.Tests.Tokenization;

public class BpeTests
{
    private const string Verse = "the cat sat on the mat, the bat sat on the hat; that's the matter: banana bandana, aaaa aaaaaa aaa. The café's naïve 😀😀 — ÿÿÿ\n\n";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheFastTrainerLearnsWhatTheNaiveOneLearns(int seed)
    {
        var random = new SeededRandom(seed);
        var alphabet = "ab c'é";
        var text = string.Concat(Enumerable.Range(0, 600).Select(_ => alphabet[random.NextInt32(alphabet.Length)])) + Verse;

        var fast = BpeTrainer.Train(text, 256 + 150);
        var naive = NaiveBpe.Train(text, 150);

        Assert.Equal(naive, fast.Merges.Select(merge => (Latin(fast, merge.Left), Latin(fast, merge.Right))));
        Assert.Equal(NaiveBpe.Encode(text, naive), fast.Encode(text).Select(token => Latin(fast, token)));
    }

    [Fact]
    public void OfEquallyFrequentPairsTheHigherPairOfByteStringsWins()
    {
        // "ab", "cb" and "ca" twice each: (c, b) is the highest.
        var tokenizer = BpeTrainer.Train("ab ab\ncb cb\nca ca\n", 257);
        Assert.Equal("cb", tokenizer.Decode([256]));
    }

    [Fact]
    public void TheSameTextGivesTheSameTokens()
    {
        var (first, second) = (BpeTrainer.Train(Verse, 320), BpeTrainer.Train(Verse, 320));
        Assert.Equal(first.Merges, second.Merges);
        Assert.Equal(first.Encode(Verse), second.Encode(Verse));
    }

    [Fact]
    public void TrainingStopsWhenNoPairOccursTwice()
    {
        var tokenizer = BpeTrainer.Train("abc", 1000);
        Assert.Equal(256, tokenizer.VocabularySize);
    }

    [Fact]
    public void ATooSmallVocabularyIsRefusedInASentence()
    {
        var problem = Assert.Throws<ArgumentException>(() => BpeTrainer.Train(Verse, 200, ["<|end|>"]));
        Assert.Equal("A vocabulary of 200 tokens cannot hold the 256 bytes and 1 special tokens; ask for at least 257.", problem.Message);
    }

    [Fact]
    public void TenThousandRandomStringsSurvive()
    {
        var tokenizer = BpeTrainer.Train(Verse, 330);
        var random = new SeededRandom(7);
        for (var i = 0; i < 10_000; i++)
        {
            var text = RandomText.Next(random, 40, loneSurrogates: true);
            Assert.Equal(WithoutLoneSurrogates(text), tokenizer.Decode(tokenizer.Encode(text)));
        }
    }

    [Fact]
    public void ALoneSurrogateBecomesTheReplacementCharacter()
    {
        var tokenizer = BpeTrainer.Train(Verse, 300);
        Assert.Equal("a\uFFFDb\uFFFD", tokenizer.Decode(tokenizer.Encode("a\uD83Db\uDE00")));
    }

    [Fact]
    public void ALongPieceTakesNoSquareOfItsLength()
    {
        var tokenizer = BpeTrainer.Train(new string('a', 5000) + Verse, 300);
        var text = new string('a', 1_000_000);
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text))); // under a second; the square would take hours
    }

    [Fact]
    public void SpecialTokensAreRecognisedOnlyOnRequest()
    {
        var tokenizer = BpeTrainer.Train(Verse, 275, ["<|user|>", "<|user|>!", "<|end|>"]);
        var text = "<|user|>!the cat<|end|>";
        var special = tokenizer.Encode(text, recogniseSpecialTokens: true);

        Assert.Equal(tokenizer.SpecialTokens["<|user|>!"], special[0]); // the longest one that fits
        Assert.Equal(tokenizer.SpecialTokens["<|end|>"], special[^1]);
        Assert.Equal(text, tokenizer.Decode(special));
        var plain = tokenizer.Encode(text);
        Assert.Equal(text, tokenizer.Decode(plain));
        Assert.DoesNotContain(plain, tokenizer.SpecialTokens.Values.Contains);
        Assert.Equal(275, tokenizer.VocabularySize);
    }

    [Fact]
    public void MergesDoNotCrossSpecialTokensInTheTrainingText()
    {
        var tokenizer = BpeTrainer.Train(string.Concat(Enumerable.Repeat("x<|end|>", 50)), 300, ["<|end|>"]);
        Assert.Equal(257, tokenizer.VocabularySize); // "x<", "end" and the rest are never seen
    }

    [Fact]
    public void AnUnknownTokenIsNamed()
    {
        var tokenizer = BpeTrainer.Train(Verse, 270);
        var problem = Assert.Throws<ArgumentException>(() => tokenizer.Decode([5, 270]));
        Assert.Equal("Token 270 is not in the vocabulary, whose ids run from 0 to 269.", problem.Message);
    }

    [Fact]
    public void EncodingFromManyThreadsGivesTheSame()
    {
        var tokenizer = BpeTrainer.Train(Verse, 320);
        var expected = BpeTrainer.Train(Verse, 320).Encode(Verse);
        Parallel.For(0, 200, _ => Assert.Equal(expected, tokenizer.Encode(Verse)));
    }

    [Fact]
    public void StreamedPiecesTogetherAreTheDecodedText()
    {
        var tokenizer = BpeTrainer.Train(Verse, 300);
        var random = new SeededRandom(3);
        for (var i = 0; i < 500; i++)
        {
            // Ids at random: most are no valid UTF-8, and characters are cut in the middle.
            var tokens = Enumerable.Range(0, 40).Select(_ => random.NextInt32(tokenizer.VocabularySize)).ToArray();
            var decoder = new StreamingDecoder(tokenizer);
            var streamed = string.Concat(tokens.Select(decoder.Append)) + decoder.Flush();
            Assert.Equal(tokenizer.Decode(tokens), streamed);
        }
    }

    [Fact]
    public void AnUnfinishedCharacterIsHeldBack()
    {
        var tokenizer = BpeTrainer.Train("x", 256);
        var decoder = new StreamingDecoder(tokenizer);
        var pieces = tokenizer.Encode("é!😀").Select(decoder.Append).ToArray();
        Assert.Equal(["", "é", "!", "", "", "", "😀"], pieces);
        Assert.Equal("", decoder.Flush());
    }

    [SkippableFact]
    public void OnShakespeareToo()
    {
        Skip.If(SharedText.IsMissing, SharedText.Reason);
        var text = SharedText.Read()[..200_000];
        var fast = BpeTrainer.Train(text, 256 + 40);
        Assert.Equal(NaiveBpe.Train(text, 40), fast.Merges.Select(merge => (Latin(fast, merge.Left), Latin(fast, merge.Right))));
    }

    [SkippableFact]
    public void IdsAreThoseOfMicrosoftMLTokenizers()
    {
        Skip.If(SharedText.IsMissing, SharedText.Reason);
        var text = SharedText.Read();
        var ours = BpeTrainer.Train(text, 256 + 4096);
        using var folder = new TemporaryFolder();
        var theirs = Theirs(ours, folder);
        Assert.Equal(theirs.EncodeToIds(text), ours.Encode(text));

        var random = new SeededRandom(5);
        for (var i = 0; i < 2000; i++)
        {
            // Only the basic plane: .NET's regular expressions, which theirs uses, see a letter of another plane as two symbols.
            var sample = string.Concat(RandomText.Next(random, 30, loneSurrogates: false).Where(c => !char.IsSurrogate(c)));
            Assert.Equal(theirs.EncodeToIds(sample), ours.Encode(sample));
        }
    }

    internal static Microsoft.ML.Tokenizers.BpeTokenizer Theirs(BpeTokenizer ours, TemporaryFolder folder)
    {
        ours.SaveVocabularyAndMerges(folder.Path);
        return Microsoft.ML.Tokenizers.BpeTokenizer.Create(new BpeOptions(folder["vocab.json"], folder["merges.txt"])
        {
            ByteLevel = true,
            PreTokenizer = new RegexPreTokenizer(Gpt2PreTokenizerTests.Gpt2Pattern(), null),
        });
    }

    private static string WithoutLoneSurrogates(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Latin(BpeTokenizer tokenizer, int token) => Encoding.Latin1.GetString(tokenizer.TokenBytes(token));
}
