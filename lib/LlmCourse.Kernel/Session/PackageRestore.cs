using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmCourse.Kernel.Session;

/// <summary>
/// Restores packages as the SDK does, by a small project in a cache folder of the user's: <c>COURSE_PACKAGE_CACHE</c> may name
/// another. What was restored once is found there without a network.
/// </summary>
internal static partial class PackageRestore
{
    private const string CacheVariable = "COURSE_PACKAGE_CACHE";

    private static string Framework => $"net{Environment.Version.Major}.{Environment.Version.Minor}";

    /// <summary>Restores the packages together, so that they agree on what they need.</summary>
    /// <exception cref="PackageException">They cannot be had.</exception>
    public static async Task<RestoredPackages> RestoreAsync(
        IReadOnlyList<PackageRequest> packages, Action<string> progress, CancellationToken cancellation)
    {
        var project = ProjectText(packages);
        var folder = Path.Combine(CacheFolder(), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16]);
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        var done = Path.Combine(folder, "restored"); // the SDK leaves an assets file behind a failure, too
        if (File.Exists(done) && RestoredPackages.Read(assets) is { AreComplete: true } cached)
        {
            return cached;
        }

        progress($"restoring {packages[^1].Name} {packages[^1].Version} …\n");
        Directory.CreateDirectory(folder);
        File.Delete(done);
        foreach (var (name, text) in new[]
        {
            // Empty ones, so that those of a folder above are not taken.
            ("Directory.Build.props", "<Project />"), ("Directory.Build.targets", "<Project />"), ("Directory.Packages.props", "<Project />"),
            ("packages.csproj", project),
        })
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text, cancellation).ConfigureAwait(false);
        }

        await RunAsync(folder, packages, cancellation).ConfigureAwait(false);
        await File.WriteAllTextAsync(done, "", cancellation).ConfigureAwait(false);
        progress($"restored {packages[^1].Name} {packages[^1].Version}\n");
        return RestoredPackages.Read(assets);
    }

    private static string CacheFolder() => Environment.GetEnvironmentVariable(CacheVariable) is { Length: > 0 } named ? Path.GetFullPath(named)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "llm-course", "packages");

    private static string ProjectText(IEnumerable<PackageRequest> packages) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>{Framework}</TargetFramework>
            <RuntimeIdentifiers>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifiers>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
        {string.Join('\n', packages.Select(p => $"    <PackageReference Include=\"{p.Name}\" Version=\"[{p.Version}]\" />"))}
          </ItemGroup>
        </Project>
        """;

    private static async Task RunAsync(string folder, IReadOnlyList<PackageRequest> packages, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["restore", "packages.csproj", "--nologo"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name); // where a build started this program, its settings are not ours
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            await using var kill = cancellation.Register(() => process.Kill(entireProcessTree: true)).ConfigureAwait(false);
            var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var text = await process.StandardOutput.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false) + await error.ConfigureAwait(false);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (process.ExitCode != 0)
            {
                throw new PackageException(Explain(text, packages[^1]));
            }
        }
        catch (Win32Exception)
        {
            throw new PackageException("Packages are restored by the .NET SDK, and there is no 'dotnet' on the path; install the SDK.");
        }
    }

    private static string Explain(string text, PackageRequest package)
    {
        var error = Error().Match(text);
        return error.Groups[1].Value switch
        {
            "NU1101" => $"No package source has a package that {package.Name} {package.Version} needs or is: {error.Groups[2].Value.Trim()}",
            "NU1102" or "NU1103" => $"{package.Name} {package.Version} needs or is a version that no package source has: {error.Groups[2].Value.Trim()}{Nearest(text)}",
            "NU1301" => $"{package.Name} {package.Version} is not in the cache of this machine, and the package source cannot be reached; connect to the network once, then it is kept.",
            _ when text.Contains("No .NET SDKs were found", StringComparison.Ordinal) => "Packages are restored by the .NET SDK, and only its runtime is installed; install the SDK.",
            "" => $"{package.Name} {package.Version} could not be restored: {text.Trim()}",
            var code => $"{package.Name} {package.Version} could not be restored ({code}): {error.Groups[2].Value.Trim()}",
        };
    }

    private static string Nearest(string text) =>
        NearestVersion().Match(text) is { Success: true } nearest ? $"; the nearest one is {nearest.Groups[1].Value}." : "";

    [GeneratedRegex(@"Nearest version: (\S+)")]
    private static partial Regex NearestVersion();

    [GeneratedRegex(@"error (\w+): (.*?)(\[[^\]]*\])?\r?$", RegexOptions.Multiline)]
    private static partial Regex Error();
}
