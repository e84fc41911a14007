using System.Security.Cryptography;
using LlmCourse.Data;
using LlmCourse.Kernel.Commands;
using Xunit;

namespace LlmCourse.Kernel.Tests.Commands;

public sealed class DataTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("course-data-").FullName;
    private readonly DatasetStore store;

    public DataTests()
    {
        var bytes = "some text"u8.ToArray();
        Directory.CreateDirectory(Path.Combine(folder, "mirror"));
        File.WriteAllBytes(Path.Combine(folder, "mirror", "here.txt"), bytes);
        DatasetEntry Entry(string name) => new()
        {
            Name = name,
            Description = "Some text.",
            File = $"{name}.txt",
            Url = new Uri("http://localhost:1/never"),
            Bytes = bytes.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Licence = "MIT",
        };
        store = new DatasetStore(
            new DatasetManifest { Datasets = [Entry("here"), Entry("absent")] }, folder, Path.Combine(folder, "data"), Path.Combine(folder, "mirror"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void TheListSaysWhatIsHereAndHowToGetTheRest()
    {
        using var output = new StringWriter();
        DataCommand.List(store, output);
        Assert.Equal($"""
            ✓ here        0.0 MB  MIT: Some text.
                      {folder}/mirror/here.txt
            ○ absent      0.0 MB  MIT: Some text.
                      not here; get it with: course data get absent

            """, output.ToString());
    }

    [Fact]
    public async Task GettingADataSetEndsWithItsPath()
    {
        using var output = new StringWriter();
        Assert.Equal(0, await DataCommand.GetAsync(store, "here", output, output, CancellationToken.None));
        Assert.EndsWith($"\n{folder}/mirror/here.txt\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADataSetThatCannotBeHadIsAFailureWithItsReason()
    {
        using var error = new StringWriter();
        Assert.Equal(1, await DataCommand.GetAsync(store, "absent", TextWriter.Null, error, CancellationToken.None));
        Assert.StartsWith("absent is not on this machine: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownDataSetIsAnsweredWithTheKnownOnes()
    {
        var problem = await Assert.ThrowsAsync<UsageException>(() => DataCommand.GetAsync(store, "abset", TextWriter.Null, TextWriter.Null, CancellationToken.None));
        Assert.Equal("There is no data set 'abset'. Did you mean absent? There are: here, absent.", problem.Message);
    }
}
