using System.Net;
using System.Security.Cryptography;
using LlmCourse.Data;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Data;

public sealed class DatasetStoreTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 % 251))];
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Content));

    private readonly TemporaryFolder folder = new();

    private string Target => folder["data/file.txt"];

    private string Partial => folder["data/file.txt.partial"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task ADownloadIsWholeAndReported()
    {
        using var server = new LocalServer(context => LocalServer.Send(context, Content));
        var reports = new Reports();
        var path = await Store(server).GetAsync("sonnets", reports);

        Assert.Equal(Target, path);
        Assert.Equal(Content, File.ReadAllBytes(path));
        Assert.False(File.Exists(Partial));
        Assert.Equal(new DownloadProgress(0, Content.Length), reports.All[0]);
        Assert.Equal(new DownloadProgress(Content.Length, Content.Length), reports.All[^1]);
        Assert.Equal(reports.All.OrderBy(r => r.Received), reports.All);
    }

    [Fact]
    public async Task WhatIsThereIsNotFetchedAgain()
    {
        using var server = new LocalServer(context => LocalServer.Send(context, Content));
        var store = Store(server);
        Assert.False(store.TryFind("sonnets", out _));
        await store.GetAsync("sonnets");
        Assert.True(store.TryFind("sonnets", out var path));
        Assert.Equal(path, await store.GetAsync("sonnets"));
        Assert.Single(server.Ranges);
    }

    [Fact]
    public async Task AChapterFallsBackToABundledTextAndSaysWhy()
    {
        var store = Store(new Uri("http://127.0.0.1:1/"), mirror: folder["nowhere"]);
        var other = await Assert.ThrowsAsync<DatasetException>(() => store.GetOrFallBackAsync("sonnets", "sonnets"));
        var fallen = await WithBundled(store).GetOrFallBackAsync("sonnets", "tales");
        Assert.True(fallen.IsFallBack);
        Assert.Equal(folder["bundled/tales.txt"], fallen.Path);
        Assert.Equal($"This run works on the course's own text tales, because sonnets is not here. {other.Message}", fallen.Explanation);
    }

    [Fact]
    public async Task AnInterruptedDownloadKeepsWhatCameAndGoesOn()
    {
        var interruptions = 2;
        using var server = new LocalServer(context =>
            LocalServer.Send(context, Content, LocalServer.FirstByte(context), interruptions-- > 0 ? 100_000 : null));
        var store = Store(server);

        var problem = await Assert.ThrowsAsync<DatasetException>(() => store.GetAsync("sonnets"));
        Assert.Matches(
            "^The download of sonnets stopped after 100,000 of 300,000 bytes \\(.+\\)\\. What came is kept: run 'course data get sonnets' to go on from there\\.$", problem.Message);
        Assert.Equal(Content[..100_000], File.ReadAllBytes(Partial));
        Assert.False(File.Exists(Target));

        await Assert.ThrowsAsync<DatasetException>(() => store.GetAsync("sonnets"));
        Assert.Equal(Content[..200_000], File.ReadAllBytes(Partial));
        Assert.Equal(Content, File.ReadAllBytes(await store.GetAsync("sonnets")));
        Assert.Equal(["", "bytes=100000-", "bytes=200000-"], server.Ranges);
    }

    [Fact]
    public async Task AServerThatKnowsNoRangesIsAskedForEverything()
    {
        LeavePartial(Content[..1000]);
        using var server = new LocalServer(context => LocalServer.Send(context, Content));
        Assert.Equal(Content, File.ReadAllBytes(await Store(server).GetAsync("sonnets")));
        Assert.Single(server.Ranges);
    }

    [Fact]
    public async Task AServerThatRefusesTheRangeIsAskedForEverything()
    {
        LeavePartial(Content[..1000]);
        using var server = new LocalServer(context =>
        {
            if (LocalServer.FirstByte(context) > 0)
            {
                Answer(context, 416);
                return;
            }

            LocalServer.Send(context, Content);
        });
        Assert.Equal(Content, File.ReadAllBytes(await Store(server).GetAsync("sonnets")));
    }

    [Fact]
    public async Task APartialFileThatIsCompleteNeedsNoServer()
    {
        LeavePartial(Content);
        using var server = new LocalServer(context => LocalServer.Send(context, Content));
        Assert.Equal(Content, File.ReadAllBytes(await Store(server).GetAsync("sonnets")));
        Assert.Empty(server.Ranges);
    }

    [Fact]
    public async Task APartialFileThatIsTooLongIsFetchedAnew()
    {
        LeavePartial([.. Content, 1, 2, 3]);
        using var server = new LocalServer(context => LocalServer.Send(context, Content));
        Assert.Equal(Content, File.ReadAllBytes(await Store(server).GetAsync("sonnets")));
    }

    [Fact]
    public async Task AWrongChecksumIsRefusedWithBothSums()
    {
        byte[] other = [.. Content];
        other[5] ^= 1;
        using var server = new LocalServer(context => LocalServer.Send(context, other));
        var problem = await Assert.ThrowsAsync<DatasetException>(() => Store(server).GetAsync("sonnets"));
        Assert.Equal(
            $"What {server.Url} sends has the SHA-256 {Convert.ToHexStringLower(SHA256.HashData(other))}, but sonnets has {Sha256}; it was changed on its way or at its source, and was not kept. "
            + "Try again later, or put the right file.txt into a folder and set COURSE_DATA_MIRROR to it.", problem.Message);
        Assert.Empty(Directory.GetFiles(folder["data"]));
    }

    [Fact]
    public async Task AFileThatIsTooLongIsRefused()
    {
        using var server = new LocalServer(context => LocalServer.Send(context, [.. Content, 1]));
        var problem = await Assert.ThrowsAsync<DatasetException>(() => Store(server).GetAsync("sonnets"));
        Assert.StartsWith($"{server.Url} sends more than the 300,000 bytes of sonnets, so it is another file; nothing was kept.", problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(Partial).Length);
    }

    [Fact]
    public async Task AnErrorOfTheServerIsSaid()
    {
        using var server = new LocalServer(context => Answer(context, 404));
        var problem = await Assert.ThrowsAsync<DatasetException>(() => Store(server).GetAsync("sonnets"));
        Assert.Equal(
            $"{server.Url} answers 404 (Not Found) instead of sonnets. Run 'course data get sonnets' again when there is a network, or put file.txt into a folder and set COURSE_DATA_MIRROR to it.",
            problem.Message);
    }

    [Fact]
    public async Task WithoutANetworkTheMirrorIsExplained()
    {
        Uri url;
        using (var server = new LocalServer(_ => { }))
        {
            url = server.Url; // nobody listens there any more
        }

        var problem = await Assert.ThrowsAsync<DatasetException>(() => Store(url).GetAsync("sonnets"));
        Assert.Matches(
            "^sonnets could not be downloaded, because localhost cannot be reached \\(.+\\)\\. "
            + "Run 'course data get sonnets' again when there is a network, or put file\\.txt into a folder and set COURSE_DATA_MIRROR to it\\.$", problem.Message);
    }

    [Fact]
    public async Task AServerThatFallsSilentIsNotWaitedForForEver()
    {
        using var release = new ManualResetEventSlim();
        using var server = new LocalServer(context =>
        {
            context.Response.ContentLength64 = Content.Length;
            context.Response.OutputStream.Write(Content, 0, 1000);
            context.Response.OutputStream.Flush();
            release.Wait(TimeSpan.FromSeconds(30));
        });
        var store = Store(server.Url, tools => tools with { Patience = TimeSpan.FromSeconds(3) });
        var problem = await Assert.ThrowsAsync<DatasetException>(() => store.GetAsync("sonnets"));
        release.Set();
        Assert.Contains("stopped after 1,000 of 300,000 bytes (no answer for 3 seconds)", problem.Message, StringComparison.Ordinal);
        Assert.Equal(1000, new FileInfo(Partial).Length);
    }

    [Fact]
    public async Task CancellingKeepsWhatCame()
    {
        using var cancellation = new CancellationTokenSource();
        using var server = new LocalServer(context => LocalServer.Send(context, Content, LocalServer.FirstByte(context)));
        var store = Store(server);
        var cancelEarly = new Reports(report =>
        {
            if (report.Received > 0)
            {
                cancellation.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.GetAsync("sonnets", cancelEarly, cancellation.Token));
        Assert.InRange(new FileInfo(Partial).Length, 1, Content.Length - 1);
        Assert.Equal(Content, File.ReadAllBytes(await store.GetAsync("sonnets")));
    }

    [Fact]
    public async Task AFullDiskIsSaidAndWhatCameIsKept()
    {
        using var server = new LocalServer(context => LocalServer.Send(context, Content, LocalServer.FirstByte(context)));
        var store = Store(server.Url, tools => tools with { Open = path => new FullDiskStream(path, 100_000) });
        var problem = await Assert.ThrowsAsync<DatasetException>(() => store.GetAsync("sonnets"));
        Assert.Equal(
            $"The disk of {folder["data"]} is full: 100,000 of the 300,000 bytes of sonnets came and are kept. "
            + "Free some space, or set COURSE_DATA to a folder on another disk, and ask again.", problem.Message);
        Assert.Equal(Content, File.ReadAllBytes(await Store(server).GetAsync("sonnets")));
        Assert.Equal(["", "bytes=100000-"], server.Ranges);
    }

    [SkippableFact]
    public void TheSystemsOwnWordForAFullDiskIsUnderstood()
    {
        Skip.IfNot(File.Exists("/dev/full"), "there is no /dev/full");
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Assert.True(DiskFault.IsFull(Assert.ThrowsAny<IOException>(() => full.Write([1, 2, 3]))));
        Assert.False(DiskFault.IsFull(new IOException("something else")));
    }

    [Fact]
    public async Task AFolderThatCannotBeWrittenIsSaid()
    {
        using var server = new LocalServer(context => LocalServer.Send(context, Content));
        var store = Store(server.Url, tools => tools with { Open = path => throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.") });
        var problem = await Assert.ThrowsAsync<DatasetException>(() => store.GetAsync("sonnets"));
        Assert.Equal(
            $"sonnets cannot be kept in {folder["data"]}: Access to the path '{Partial}' is denied. Make the folder writable, or set COURSE_DATA to another one.", problem.Message);
    }

    [Fact]
    public async Task AFileInTheWayOfTheDataFolderIsSaid()
    {
        File.WriteAllText(folder["data"], "");
        using var server = new LocalServer(context => LocalServer.Send(context, Content));
        var problem = await Assert.ThrowsAsync<DatasetException>(() => Store(server).GetAsync("sonnets"));
        Assert.StartsWith($"sonnets cannot be kept in {folder["data"]}: ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMirrorIsUsedInsteadOfTheNetwork()
    {
        using var server = new LocalServer(context => Answer(context, 500));
        Directory.CreateDirectory(folder["mirror"]);
        var store = Store(server.Url, mirror: folder["mirror"]);
        var problem = await Assert.ThrowsAsync<DatasetException>(() => store.GetAsync("sonnets"));
        Assert.Equal(
            $"sonnets is not on this machine: there is no {folder["mirror/file.txt"]}. COURSE_DATA_MIRROR names this folder, so nothing is downloaded: put the right file there, or unset COURSE_DATA_MIRROR.",
            problem.Message);

        File.WriteAllBytes(folder["mirror/file.txt"], [.. Content.Reverse()]);
        problem = await Assert.ThrowsAsync<DatasetException>(() => store.GetAsync("sonnets"));
        Assert.StartsWith(
            $"{folder["mirror/file.txt"]} is not the right file: it has the SHA-256 {Convert.ToHexStringLower(SHA256.HashData([.. Content.Reverse()]))}, but sonnets has {Sha256}.",
            problem.Message, StringComparison.Ordinal);

        File.WriteAllBytes(folder["mirror/file.txt"], Content);
        Assert.Equal(folder["mirror/file.txt"], await store.GetAsync("sonnets"));
        Assert.Empty(server.Ranges);
    }

    [Fact]
    public void WhatIsNotThereIsExplained()
    {
        var store = Store(new Uri("https://example.org/file.txt"));
        Assert.Equal(
            $"sonnets is not on this machine: there is no {Target}. Run 'course data get sonnets' to download it (0.3 MB, public domain), or put file.txt into a folder and set COURSE_DATA_MIRROR to it.",
            store.HowToGet("sonnets"));
        Directory.CreateDirectory(folder["data"]);
        File.WriteAllBytes(Target, Content[..10]);
        Assert.StartsWith($"{Target} is not the right file: it has 10 bytes, but sonnets has 300000.", store.HowToGet("sonnets"), StringComparison.Ordinal);
        Assert.False(store.TryFind("sonnets", out _));
        File.WriteAllBytes(Target, Content);
        Assert.Equal($"sonnets is here: {Target}.", store.HowToGet("sonnets"));
    }

    [Fact]
    public void AnUnknownNameIsAnsweredWithTheNearest()
    {
        var store = Store(new Uri("https://example.org/file.txt"));
        Assert.Equal("There is no data set 'sonets'. Did you mean 'sonnets'? There are: sonnets.", Assert.Throws<DatasetException>(() => store.TryFind("sonets", out _)).Message);
        Assert.Equal("There is no data set 'weather'. There are: sonnets.", Assert.Throws<DatasetException>(() => store.HowToGet("weather")).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"datasets":[{"name":"x"}]}""")]
    [InlineData("""{"datasets":[],"more":1}""")]
    public void ADamagedManifestIsRefused(string json)
    {
        File.WriteAllText(folder["manifest.json"], json);
        var problem = Assert.Throws<DatasetException>(() => DatasetManifest.Load(folder["manifest.json"]));
        Assert.StartsWith($"The list of data sets {folder["manifest.json"]} cannot be read (", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EverythingThatShipsWithTheCourseIsThereAndUnchanged()
    {
        var store = DatasetStore.Default;
        Assert.All(store.Manifest.Datasets.Where(entry => entry.Url is null), entry => Assert.True(store.TryFind(entry.Name, out _), store.HowToGet(entry.Name)));
        Assert.Contains(store.Manifest.Datasets, entry => entry.Url is null);
        Assert.Contains("tinyshakespeare", store.Manifest.Datasets.Select(entry => entry.Name));
        Assert.All(store.Manifest.Datasets, entry => Assert.True(entry.Url is null || entry.Url.Scheme == "https"));
    }

    [SkippableFact]
    public void TheManifestsShakespeareIsTheOneThatWeKnow()
    {
        Skip.If(SharedText.IsMissing, SharedText.Reason);
        var manifest = DatasetManifest.Load(Path.Combine(CourseFolders.Datasets, "manifest.json"));
        var store = new DatasetStore(manifest, folder.Path, folder.Path, Path.GetDirectoryName(SharedText.Path));
        Assert.True(store.TryFind("tinyshakespeare", out var path), store.HowToGet("tinyshakespeare"));
        Assert.Equal(SharedText.Path, path);
    }

    private static void Answer(HttpListenerContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Close();
    }

    private DatasetStore Store(LocalServer server) => Store(server.Url);

    private DatasetStore Store(Uri url, Func<DownloadTools, DownloadTools>? change = null, string? mirror = null)
    {
        var manifest = new DatasetManifest
        {
            Datasets =
            [
                new DatasetEntry
                {
                    Name = "sonnets", Description = "A test.", File = "file.txt", Url = url, Bytes = Content.Length, Sha256 = Sha256, Licence = "public domain",
                },
            ],
        };
        var store = new DatasetStore(manifest, folder["bundled"], folder["data"], mirror);
        return new DatasetStore(manifest, folder["bundled"], folder["data"], mirror) { Tools = change?.Invoke(store.Tools) ?? store.Tools };
    }

    private DatasetStore WithBundled(DatasetStore store)
    {
        Directory.CreateDirectory(folder["bundled"]);
        File.WriteAllBytes(folder["bundled/tales.txt"], Content);
        var tales = new DatasetEntry { Name = "tales", Description = "A test.", File = "tales.txt", Bytes = Content.Length, Sha256 = Sha256, Licence = "MIT" };
        return new DatasetStore(new DatasetManifest { Datasets = [.. store.Manifest.Datasets, tales] }, folder["bundled"], folder["data"], folder["nowhere"]);
    }

    private void LeavePartial(byte[] bytes)
    {
        Directory.CreateDirectory(folder["data"]);
        File.WriteAllBytes(Partial, bytes);
    }

    private sealed class Reports(Action<DownloadProgress>? also = null) : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> All { get; } = [];

        public void Report(DownloadProgress value)
        {
            All.Add(value);
            also?.Invoke(value);
        }
    }
}
