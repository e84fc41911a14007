using LlmCourse.Data;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;
using Xunit;

namespace LlmCourse.Tests.Data;

public sealed class TokenDatasetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(65, 1)]
    [InlineData(65_536, 200_000)]
    [InlineData(65_537, 200_000)]
    public void AFileHoldsTheTokensThatWereWritten(int vocabularySize, int count)
    {
        var random = new SeededRandom(count);
        var ids = Enumerable.Range(0, count).Select(_ => random.NextInt32(vocabularySize)).ToArray();
        using var memory = TokenDataset.FromIds(ids, vocabularySize);
        memory.Save(folder["tokens.bin"]);
        using var file = TokenDataset.Open(folder["tokens.bin"]);

        Assert.Equal(64 + (count * (vocabularySize > 65_536 ? 4 : 2)), new FileInfo(folder["tokens.bin"]).Length);
        Assert.Equal(vocabularySize, file.VocabularySize);
        Assert.Equal(ids, All(memory));
        Assert.Equal(ids, All(file));
    }

    [Fact]
    public void ATextBecomesItsTokens()
    {
        var tokenizer = new CharTokenizer("hello");
        using var data = TokenDataset.FromText("hello", tokenizer);
        Assert.Equal("hello", tokenizer.Decode(All(data)));
        Assert.Equal(4, data.VocabularySize);
        Assert.Equal(1, data[0]);
    }

    [Fact]
    public void SplittingCutsWhereNanoGptCuts()
    {
        using var data = TokenDataset.FromIds([.. Enumerable.Range(0, 99)], 100);
        var (train, validation) = data.Split(0.9);
        Assert.Equal(Enumerable.Range(0, 89), All(train));
        Assert.Equal(Enumerable.Range(89, 10), All(validation));
        Assert.Equal([90, 91], All(validation.Slice(1, 2)));
        Assert.Throws<ArgumentException>(() => data.Split(1));
    }

    [Fact]
    public void DisposingTheWholeEndsItsParts()
    {
        TokenDataset.FromIds([1, 2, 3], 4).Save(folder["tokens.bin"]);
        foreach (var data in (TokenDataset[])[TokenDataset.Open(folder["tokens.bin"]), TokenDataset.FromIds([1, 2, 3], 4)])
        {
            var part = data.Slice(1, 2);
            part.Dispose();
            Assert.Equal(2, data[1]); // disposing a part is harmless
            data.Dispose();
            Assert.Throws<ObjectDisposedException>(() => part[0]);
            Assert.Throws<ObjectDisposedException>(() => data[0]);
        }
    }

    [Fact]
    public void OutsideOfTheDatasetThereIsAnError()
    {
        using var data = TokenDataset.FromIds([1, 2, 3], 4);
        var problem = Assert.Throws<ArgumentException>(() => data.CopyTo(2, new long[2]));
        Assert.Equal("Tokens 2 to 3 were asked for, but the dataset has 3, numbered from 0.", problem.Message);
        Assert.Throws<ArgumentException>(() => data.CopyTo(-1, new long[2]));
        Assert.Throws<ArgumentException>(() => data.CopyTo(long.MaxValue, new long[2]));
        Assert.Throws<ArgumentException>(() => data.Slice(2, 2));
    }

    [Fact]
    public void ATokenOutsideOfTheVocabularyIsRefused()
    {
        var problem = Assert.Throws<ArgumentException>(() => TokenDataset.FromIds([1, 4], 4));
        Assert.Equal("Token 4 at position 1 is not in the vocabulary, whose ids run from 0 to 3; pass the size of the tokenizer that made it.", problem.Message);
    }

    [Fact]
    public void AMissingFileIsNamed()
    {
        var problem = Assert.Throws<FileNotFoundException>(() => TokenDataset.Open(folder["none.bin"]));
        Assert.Equal($"There is no token file {folder["none.bin"]}; write it with TokenDataset.FromText(text, tokenizer).Save(path).", problem.Message);
    }

    [Fact]
    public void ATruncatedFileIsRefused()
    {
        TokenDataset.FromIds([1, 2, 3], 4).Save(folder["tokens.bin"]);
        var bytes = File.ReadAllBytes(folder["tokens.bin"]);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(folder["tokens.bin"], bytes[..length]);
            var problem = Assert.Throws<InvalidDataException>(() => TokenDataset.Open(folder["tokens.bin"], verify: false));
            Assert.Equal(
                $"{folder["tokens.bin"]} cannot be used as a token file: " + (length < 64
                    ? "it does not begin with the 64 bytes of a token file"
                    : $"it has {length} bytes, but 3 tokens of 2 bytes and the header need 70") + ". Delete it and write it anew with TokenDataset.Save.",
                problem.Message);
        }
    }

    [Fact]
    public void EveryChangedByteIsNoticed()
    {
        TokenDataset.FromIds([1, 2, 3], 4).Save(folder["tokens.bin"]);
        var bytes = File.ReadAllBytes(folder["tokens.bin"]);
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var change in (byte[])[1, 0x80, 0xFF])
            {
                byte[] mutated = [.. bytes];
                mutated[i] ^= change;
                File.WriteAllBytes(folder["tokens.bin"], mutated);
                Assert.Throws<InvalidDataException>(() => TokenDataset.Open(folder["tokens.bin"]));
            }
        }
    }

    [Fact]
    public void AnOldFileStaysWhenANewOneCannotBeWritten()
    {
        TokenDataset.FromIds([1, 2, 3], 4).Save(folder["tokens.bin"]);
        Directory.CreateDirectory(folder[$"tokens.bin.{Environment.ProcessId}.partial"]); // in the way of the temporary file
        Assert.Throws<IOException>(() => TokenDataset.FromIds([3], 4).Save(folder["tokens.bin"]));
        using var data = TokenDataset.Open(folder["tokens.bin"]);
        Assert.Equal([1, 2, 3], All(data));
    }

    private static IEnumerable<int> All(TokenDataset data) => data.Chunks().SelectMany(chunk => chunk).Select(token => (int)token);
}
