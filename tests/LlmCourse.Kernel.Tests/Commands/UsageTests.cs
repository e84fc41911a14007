using System.Text.Json.Nodes;
using LlmCourse.Kernel.Commands;
using LlmCourse.Kernel.Health;
using Xunit;

namespace LlmCourse.Kernel.Tests.Commands;

public sealed class UsageTests : IDisposable
{
    private readonly TemporaryCourse course = new();

    public void Dispose() => course.Dispose();

    [Fact]
    public async Task AnUnknownCommandIsAnsweredWithTheNearest()
    {
        var (code, output) = await Invoke("rum");
        Assert.Equal(2, code);
        Assert.Contains("'rum' was not matched. Did you mean one of the following?\nrun\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownOptionIsAnsweredWithTheNearest() => await Refuses(
        "There is no option '--profle'. Did you mean --profile? See: course run --help", "--profle", "smoke");

    [Fact]
    public async Task AnUnknownProfileIsAnsweredWithAllProfiles() => await Refuses(
        "There is no profile 'quik'. Did you mean quick? The profiles are smoke, quick, full.", "--profile", "quik");

    [Fact]
    public async Task AnUnknownChapterIsAnsweredWithAllChapters()
    {
        var (code, _, error) = await course.Run("57");
        Assert.Equal(2, code);
        Assert.StartsWith("There is no chapter '57'. The", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingNotebookIsNamed()
    {
        var path = Path.Combine(course.Folder, "04-nowhere.ipynb");
        await Refuses($"The notebook {path} does not exist (looked for {path}).", path);
    }

    [Fact]
    public async Task AMalformedNotebookIsNamedWithItsLine()
    {
        var path = Path.Combine(course.Folder, "04-torn.ipynb");
        await File.WriteAllTextAsync(path, "{\n \"cells\": [\n");
        var (code, _, error) = await course.Run(path);
        Assert.Equal(2, code);
        Assert.StartsWith($"{path} is not valid JSON in line 3: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownSettingIsAnsweredWithTheKnownOnes()
    {
        var settings = new JsonObject { ["settings"] = new JsonObject { ["steps"] = "how many steps", ["rate"] = "the learning rate" } };
        var path = course.Notebook("93-settings", settings, "1");
        await Refuses(
            "There is no setting 'step'. Did you mean steps? The settings are: rate (the learning rate); steps (how many steps).", path, "--set", "step=1");
        await Refuses("--set was given 'steps', but it needs a name and a value, like --set steps=100.", path, "--set", "steps");
        await Refuses("There is no setting 'steps'. These chapters have no settings.", course.Notebook("92-plain", "1"), "--set", "steps=1");
    }

    [Fact]
    public async Task ASeedThatIsNoNumberIsRefused()
    {
        var (code, _, error) = await course.Run("--seed", "lucky");
        Assert.Equal(2, code);
        Assert.Contains("'lucky'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderThatCannotBeWrittenIsRefusedBeforeAnythingRuns()
    {
        var file = Path.Combine(course.Folder, "file");
        await File.WriteAllTextAsync(file, "");
        var path = course.Notebook("93-plain", "System.IO.File.WriteAllText(\"ran\", \"\");");
        var (code, _, error) = await course.Run(path, "--out", Path.Combine(file, "out"));
        Assert.Equal(2, code);
        Assert.StartsWith($"The folder {file}/out cannot be written: ", error, StringComparison.Ordinal);
        Assert.EndsWith(" Name another one with --out.\n", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(course.Folder, "ran")));
    }

    [Theory]
    [InlineData("There is no model 'clork'. Did you mean clerk? Give a name (last-digits, town, clerk), a checkpoint or a folder in Hugging Face's form.", "serve", "clork")]
    [InlineData("--port was given 70000, but ports run from 0 to 65535.", "serve", "clerk", "--port", "70000")]
    [InlineData("--host was given 'nowhere', but it needs an address of this machine, like 127.0.0.1, ::1 or 0.0.0.0.", "serve", "clerk", "--host", "nowhere")]
    [InlineData("At 0.0.0.0 others can reach the server; give it a key in the environment variable COURSE_SERVE_KEY, or with --api-key.", "serve", "clerk", "--host", "0.0.0.0")]
    [InlineData("The key must consist of letters, digits and signs without spaces.", "serve", "clerk", "--api-key", "two words")]
    [InlineData("--grace was given -1, but it must be from 0 to 3600 seconds.", "serve", "clerk", "--grace", "-1")]
    [InlineData("--places and --context must be at least 1, and --queue and --kept not negative.", "serve", "clerk", "--places", "0")]
    [InlineData("--places and --context must be at least 1, and --queue and --kept not negative.", "chat", "clerk", "--context", "0")]
    [InlineData("Temperature (-1) must be at least 0, and finite.", "chat", "clerk", "--temperature", "-1")]
    [InlineData("MaxTokens (0) must be at least 1.", "chat", "clerk", "--max-tokens", "0")]
    public async Task AModelThatCannotBeServedIsToldInASentence(string sentence, params string[] words) => Assert.Equal((2, sentence + "\n"), await Invoke(words));

    [Fact]
    public async Task HelpAndVersionAreThere()
    {
        var (code, help) = await Invoke("--help");
        Assert.Equal(0, code);
        Assert.All(["run <chapters>", "progress <chapters>", "new-exercise <chapter>", "doctor", "completion"], word => Assert.Contains(word, help, StringComparison.Ordinal));
        (code, var version) = await Invoke("--version");
        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+", version);
    }

    [Fact]
    public async Task WrongOptionsOfProgressAreRefusedInASentence()
    {
        Assert.Equal((2, "--export was given 'all.xlsx', but it needs a name that ends in .csv or .json.\n"), await Invoke("progress", "--export", "all.xlsx"));
        Assert.Equal((2, "--yes answers the question of --reset; there is nothing else to answer.\n"), await Invoke("progress", "--yes"));
        Assert.Equal((2, "There is no folder 'nowhere' to collect exports from.\n"), await Invoke("progress", "--collect", "nowhere"));
        Assert.Equal((2, "There is no option '--exprot'. Did you mean --export? See: course progress --help\n"), await Invoke("progress", "--exprot"));
        Assert.StartsWith("There is no chapter '57'. The", (await Invoke("progress", "57")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongWordsForANewExerciseAreRefusedInASentence()
    {
        Assert.StartsWith("There is no chapter '57'. The", (await Invoke("new-exercise", "57", "mine")).Output, StringComparison.Ordinal);
        Assert.StartsWith("'My Own' cannot name an exercise;", (await Invoke("new-exercise", "04", "My Own")).Output, StringComparison.Ordinal);
        Assert.StartsWith("Chapter 04 has an exercise 04-clip already;", (await Invoke("new-exercise", "04", "clip")).Output, StringComparison.Ordinal);
        Assert.Equal((2, "--minutes is 0, but an exercise takes 1 to 240 minutes.\n"), await Invoke("new-exercise", "04", "mine", "--minutes", "0"));
        var (code, output) = await Invoke("new-exercise", "04");
        Assert.Equal(2, code);
        Assert.Contains("Required argument 'slug' missing for command", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _course_complete course")]
    [InlineData("zsh", "compdef _course course")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName course")]
    public async Task CompletionScriptsAskTheProgram(string shell, string line)
    {
        var (code, script) = await Invoke("completion", shell);
        Assert.Equal(0, code);
        Assert.Contains(line, script, StringComparison.Ordinal);
        Assert.Contains("[suggest:", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheShellIsAnsweredWithCommandsAndOptions()
    {
        Assert.Contains("run\n", (await Invoke("[suggest:8]", "course r")).Output, StringComparison.Ordinal);
        Assert.Contains("--profile\n", (await Invoke("[suggest:14]", "course run --p")).Output, StringComparison.Ordinal);
        Assert.Contains("progress\n", (await Invoke("[suggest:8]", "course p")).Output, StringComparison.Ordinal);
        Assert.Contains("--collect\n", (await Invoke("[suggest:20]", "course progress --co")).Output, StringComparison.Ordinal);
        Assert.Contains("13-chain-of-thought\n", (await Invoke("[suggest:22]", "course new-exercise 13")).Output, StringComparison.Ordinal);
        Assert.Equal("smoke\n", (await Invoke("[suggest:22]", "course run --profile sm")).Output);
    }

    [Theory]
    [InlineData("profle", "profile", 1)]
    [InlineData("rnu", "run", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void DistanceCountsTypingErrors(string a, string b, int distance) => Assert.Equal(distance, Suggestion.Distance(a, b));

    [Fact]
    public void TheDoctorFailsOnlyWhereTheCourseCannotRun()
    {
        using var output = new StringWriter();
        Assert.Equal(0, DoctorCommand.Run([new("a", "fine"), Doctor.Memory(8e9, 1e9), Doctor.Threads(2, 6.5), Doctor.Sdk(["8.0.100"])], output));
        Assert.Equal("""
            ✓ a        fine
            ! memory   1.0 GB free of 8.0 GB
                       → A chapter needs up to 2 GB; close other programs, or run single chapters in the smoke profile.
            ! threads  2 processors, load 6.5
                       → The machine is busy: the numbers stay the same, but waiting takes longer and timings mean little; close other programs or wait.
            ! SDK      8.0.100
                       → The course is built with .NET SDK 10; install it from https://dotnet.microsoft.com/download.
            The course runs on this machine; see the advice above.

            """, output.ToString());
        using var fatal = new StringWriter();
        Assert.Equal(1, DoctorCommand.Run([Doctor.Memory(0.5e9, 0.4e9), Doctor.Disk("/", 5e7)], fatal));
        Assert.EndsWith("The course cannot run on this machine as it is.\n", fatal.ToString(), StringComparison.Ordinal);
    }

    private async Task Refuses(string sentence, params string[] words)
    {
        var (code, output, error) = await course.Run(words);
        Assert.Equal((2, "", sentence + "\n"), (code, output, error));
    }

    private static async Task<(int Code, string Output)> Invoke(params string[] words)
    {
        using var output = new StringWriter();
        var code = await CourseCommand.InvokeAsync(words, output, output);
        return (code, output.ToString());
    }
}
