using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using LlmCourse.Runtime;

namespace LlmCourse.Kernel.Tests.Site;

/// <summary>
/// axe-core (MPL-2.0), which finds what keeps people out of a page. Only tests use it; npm brings it into <c>artifacts/</c>, one version with
/// its checksum, and it is no part of the repository.
/// </summary>
internal static class AxeCore
{
    private const string Version = "4.14.1";
    private const string Checksum = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The script's file, or the reason why it is not to be had.</summary>
    public static (string? Path, string Reason) Find()
    {
        var path = Path.Combine(TemporaryCourse.Repository, "artifacts", "axe-core", $"axe-{Version}.min.js");
        if (File.Exists(path) && IsRight(File.ReadAllBytes(path)))
        {
            return (path, "");
        }

        var folder = Directory.CreateTempSubdirectory("course-axe-").FullName;
        try
        {
            var start = new ProcessStartInfo("npm", ["pack", $"axe-core@{Version}", "--silent"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
            using var npm = Process.Start(start)!;
            var (said, complained) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
            if (!npm.WaitForExit(Patience))
            {
                npm.Kill(entireProcessTree: true);
                return (null, $"npm did not bring axe-core within {Patience.TotalSeconds} s.");
            }

            if (Directory.GetFiles(folder, "*.tgz") is not [var package])
            {
                return (null, $"npm did not bring axe-core: {said.Result}{complained.Result}");
            }

            var script = Unpack(package);
            if (!IsRight(script))
            {
                throw new InvalidDataException($"What npm brought is not axe-core {Version}: its checksum is {Convert.ToHexStringLower(SHA256.HashData(script))}.");
            }

            AtomicFile.Write(path, stream => stream.Write(script));
            return (path, "");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, "There is no npm on this machine, which would bring axe-core.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsRight(byte[] script) => Convert.ToHexStringLower(SHA256.HashData(script)) == Checksum;

    private static byte[] Unpack(string package)
    {
        using var file = File.OpenRead(package);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry is { Name: "package/axe.min.js", DataStream: { } data })
            {
                using var script = new MemoryStream();
                data.CopyTo(script);
                return script.ToArray();
            }
        }

        throw new InvalidDataException($"{package} has no axe.min.js.");
    }
}
