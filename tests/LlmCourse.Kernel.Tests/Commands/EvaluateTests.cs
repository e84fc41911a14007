using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmCourse.Kernel.Commands;
using LlmCourse.Kernel.Evaluating;
using LlmCourse.Kernel.Running;
using LlmCourse.Model;
using LlmCourse.Tests.Reasoning;
using LlmCourse.Tokenization;
using LlmCourse.Training;
using Xunit;

namespace LlmCourse.Kernel.Tests.Commands;

[Collection("processes")]
public sealed partial class EvaluateTests : IDisposable
{
    private const string Key = "key-that-must-not-be-seen";
    private const int Questions = 30;

    private readonly string folder = Directory.CreateTempSubdirectory("course-evaluate-").FullName;
    private readonly string tasks;

    public EvaluateTests()
    {
        tasks = Path.Combine(folder, "sums.jsonl");
        File.WriteAllLines(tasks, Enumerable.Range(1, Questions).Select(i => $$"""{"id":"q{{i}}","question":"What is {{i}} + {{i}}?","answer":"{{2 * i}}"}"""));
    }

    private string Out => Path.Combine(folder, "out");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task AnEvaluationEndsWithItsTableItsResultsAndItsPage()
    {
        using var server = new LoopbackServer(Answer);
        var (code, output, error) = await Invoke(Words(server, Out, "--strategy", "direct", "self-consistency:3", "--input-price", "3", "--output-price", "15"));
        Assert.Equal((0, ""), (code, error));
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal("direct: 30 of 30 questions · 20 right · 240 tokens", lines[0]);
        Assert.Equal("self-consistency:3: 30 of 30 questions · 20 right · 720 tokens", lines[1]);
        Assert.Matches("^strategy +right +accuracy +95% interval +any right +answered +calls +read +written +s each +cost$", lines[2]);
        Assert.Matches(@"^direct +20 of 30 +66\.7% +48\.8% to 80\.8% +20 +30 +30 +150 +90 +\d+\.\d\d +0\.0018$", lines[3]);
        Assert.Matches(@"^self-consistency:3 +20 of 30 +66\.7% +48\.8% to 80\.8% +20 +30 +90 +450 +270 +\d+\.\d\d +0\.0054$", lines[4]);
        Assert.Equal(Path.Combine(Out, "index.html"), lines[5]);
        Assert.Equal(31, File.ReadLines(Path.Combine(Out, "self-consistency-3.jsonl")).Count());
        var page = await File.ReadAllTextAsync(lines[5]);
        Assert.Contains("<h1>small at http://127.0.0.1:", page, StringComparison.Ordinal);
        Assert.Contains("<code>q30</code> What is 30 + 30?", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Not all questions", page, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Out, "assets", "site.css")));

        var asked = server.Requests.Count;
        Assert.Equal(0, (await Invoke(Words(server, Out, "--strategy", "direct", "self-consistency:3"))).Code);
        Assert.Equal(asked, server.Requests.Count); // there is nothing left to ask
    }

    [SkippableTheory]
    [InlineData("cot", 1, "self-consistency:3", 3)]
    [InlineData("least-to-most", 2, "tree:2", 3)] // the server writes no list, so two calls; two equal steps and one judgement
    public async Task KilledAndStoppedAndResumedItRepeatsNothingAndEndsWithTheSameTable(string first, int callsOfFirst, string second, int callsOfSecond)
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        var (requests, limit) = (0, int.MaxValue);
        using var server = new LoopbackServer(async request =>
        {
            var number = Interlocked.Increment(ref requests);
            while (number > Volatile.Read(ref limit))
            {
                await Task.Delay(10); // so that the process cannot run away from a test that waits for a processor
            }

            return await Answer(request);
        });
        string[] words = Words(server, Out, "--strategy", first, second, "--parallel", "2");
        string[] others = Words(server, Path.Combine(folder, "whole"), "--strategy", first, second, "--parallel", "2");
        var whole = await Process(others, null);
        Assert.Equal(0, whole.Code);
        Assert.Equal(Questions * (callsOfFirst + callsOfSecond), requests);

        string[] files = [$"{first}.jsonl", $"{second.Replace(':', '-')}.jsonl"];
        limit = requests + (12 * callsOfFirst);
        var killed = await Process(words, ("-KILL", () => Volatile.Read(ref requests) > limit));
        Assert.Equal(137, killed.Code);
        var finished = Finished(files);
        Assert.InRange(finished.Count, 8, 12);
        await File.AppendAllTextAsync(Path.Combine(Out, files[0]), "{\"id\":\"q30\",\"expec"); // what a kill in the middle of a line leaves
        server.Requests.Clear();

        limit = requests + (20 * callsOfFirst) + (10 * callsOfSecond);
        var stopped = await Process(words, ("-INT", () => Volatile.Read(ref requests) > limit));
        Assert.Equal(130, stopped.Code);
        Assert.StartsWith($"{Path.Combine(Out, files[0])} ended in the middle of a line, which was cut off; that question is asked again.\n", stopped.Output, StringComparison.Ordinal);
        Assert.Matches(@"The evaluation was stopped\. \d+ of 60 questions are answered, and the same command goes on from here\.\n$", stopped.Error);
        Assert.Contains("Not all questions are answered yet", await File.ReadAllTextAsync(Path.Combine(Out, "index.html")), StringComparison.Ordinal);
        Assert.Empty(Asked(server).Where(question => question.IsFirst).Select(question => $"{files[0]} q{question.Number}").Intersect(finished));

        finished = Finished(files);
        server.Requests.Clear();
        limit = int.MaxValue;
        var last = await Process(words, null);
        Assert.Equal(0, last.Code);
        Assert.Equal(60, Finished(files).Count);
        Assert.Equal(Calls(Finished(files)) - Calls(finished), server.Requests.Count);
        Assert.Equal(Table(whole.Output), Table(last.Output));

        foreach (var text in new[] { whole, killed, stopped, last }.SelectMany(run => new[] { run.Output, run.Error }).Concat(Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText)))
        {
            Assert.DoesNotContain(Key, text, StringComparison.Ordinal);
        }

        Assert.Contains("Your key is Bearer ***", await File.ReadAllTextAsync(Path.Combine(Out, files[0])), StringComparison.Ordinal);

        int Calls(HashSet<string> finished) => finished.Sum(one => one.StartsWith(first, StringComparison.Ordinal) ? callsOfFirst : callsOfSecond);
    }

    [Fact]
    public async Task AServerThatFailsLeavesWhatCameAndSaysWhy()
    {
        var calls = 0;
        using var server = new LoopbackServer(request => Interlocked.Increment(ref calls) > 7 ? Task.FromResult<string?>(LoopbackServer.Answer("401 No", Key)) : Answer(request));
        var (code, output, error) = await Invoke(Words(server, Out, "--strategy", "cot", "--parallel", "1"));
        Assert.Equal(1, code);
        Assert.Equal($"The server at {server.Address} refused the key; set COURSE_CHAT_KEY to one that it knows. 7 of 30 questions are answered, and the same command goes on from here.\n", error);
        Assert.Matches("\ncot +5 of 7 ", output);
        Assert.Equal(7, Finished("cot.jsonl").Count);
    }

    [Fact]
    public async Task AModelOfTheCourseAndOneOfHuggingFacesFormAnswerTheSameAgain()
    {
        var recipe = ModelRecipe.LastDigits with { Config = (GptConfig)ModelRecipe.LastDigits.Config with { Layers = 1, EmbeddingSize = 16 }, Training = ModelRecipe.LastDigits.Training with { Steps = 2, BatchSize = 2, WarmupSteps = 1 } };
        var store = new ModelStore(Path.Combine(folder, "models"));
        store.Open(recipe).Dispose();
        using (var model = new Gpt(GptPresets.Gpt2Small with { VocabularySize = 300, ContextLength = 64, Layers = 1, Heads = 2, EmbeddingSize = 16 }, 1))
        {
            model.SavePretrained(Path.Combine(folder, "foreign"));
        }

        BpeTrainer.Train(string.Concat(Enumerable.Range(0, 200).Select(i => $"{i} Let's think step by step. The answer is {i * i}.\n")), 300).Save(Path.Combine(folder, "foreign", "tokenizer.json"));
        var (digits, shown) = (Path.Combine(folder, "digits.jsonl"), Path.Combine(folder, "shown.jsonl"));
        Assert.Equal((0, digits + "\n", ""), await Invoke("tasks", "last-digits", digits, "--count", "6"));
        Assert.Equal(0, (await Invoke("tasks", "last-digits", shown, "--count", "20", "--training")).Code);
        foreach (var model in new[] { store.FolderOf(recipe), Path.Combine(store.FolderOf(recipe), "model.safetensors"), Path.Combine(folder, "foreign") })
        {
            string[] words = ["evaluate", model, digits, "--strategy", "direct", "cot", "self-consistency:2", "least-to-most", "tree:2", "--shots", "1", "--examples", shown, "--max-tokens", "8", "--limit", "4"];
            var first = await Invoke([.. words, "--out", Path.Combine(folder, "first")]);
            Assert.Equal((0, ""), (first.Code, first.Error));
            var second = await Invoke([.. words, "--out", Path.Combine(folder, "second")]);
            Assert.Equal(Table(first.Output), Table(second.Output));
            Assert.Equal(6, Table(first.Output).Count);
            Assert.Equal(Texts("first"), Texts("second"));
            Directory.Delete(Path.Combine(folder, "first"), recursive: true);
            Directory.Delete(Path.Combine(folder, "second"), recursive: true);
        }

        string[] Texts(string of) => [.. File.ReadLines(Path.Combine(folder, of, "self-consistency-2.jsonl")).Skip(1).Select(line => JsonNode.Parse(line)!["texts"]!.ToJsonString())];
    }

    [Fact]
    public async Task ResultsOfOtherSettingsAreLeftAlone()
    {
        using var server = new LoopbackServer(Answer);
        Assert.Equal(0, (await Invoke(Words(server, Out, "--strategy", "cot"))).Code);
        Assert.Equal(
            (2, "", $"{Path.Combine(Out, "cot.jsonl")} holds results of other settings: temperature is 0 there and 0.5 here. Choose another folder, or delete the file to start anew.\n"),
            await Invoke(Words(server, Out, "--strategy", "cot", "--temperature", "0.5")));
    }

    [Fact]
    public async Task WhatCannotBeUsedIsToldInASentence()
    {
        using var server = new LoopbackServer(Answer);
        var address = $"{server.Address}";
        await Refuses($"There is no file {tasks}x; 'course tasks' writes task files, and any file of the form {{\"question\": \"…\", \"answer\": \"…\"}} a line will do.", address, tasks + "x");
        await Refuses($"The server at {address} may have many models; say which with --name.", address, tasks);
        await Refuses("There is no model 'last-digit'. Did you mean last-digits? Give a name (last-digits, town, clerk), a checkpoint, a folder in Hugging Face's form, or an address that ends in /v1.", "last-digit", tasks);
        await Refuses($"The folder {folder} holds no model: neither Hugging Face's config.json nor the course's recipe.json is there.", folder, tasks);
        await Refuses($"There is no recipe.json beside {tasks}, so nobody knows the model's tokenizer; train models by recipe, as ModelStore does.", tasks, tasks);
        await Refuses("--name is the model's name behind an address, but town is none; leave it out.", "town", tasks, "--name", "small");
        await Refuses("The address of a model begins with http:// or https:// and ends in /v1, like http://localhost:11434/v1.", "ftp://localhost", tasks, "--name", "small");
        await Refuses("The address holds more than a place; end it with /v1, and give the key in the environment variable COURSE_CHAT_KEY.", $"http://user:{Key}@localhost/v1", tasks, "--name", "small");
        await Refuses("There is no strategy 'cott'. Did you mean 'cot'? The strategies are: direct, cot, self-consistency:N, adaptive-consistency:N, best-of:N, least-to-most, tree:K, tree:KxB.", address, tasks, "--strategy", "cott");
        await Refuses("The strategy 'tree:2x' needs how many next steps are proposed and how many thoughts are followed, each from 1 to 100, like tree:3x2, or tree:3 for both.", address, tasks, "--strategy", "tree:2x");
        await Refuses("--shots says how many worked examples a prompt shows, and --examples names the file that they come from; give both or neither (2, no file).", address, tasks, "--shots", "2");
        await Refuses("The example 'q1' is a question of the test; a prompt must not show its answer.", address, tasks, "--name", "small", "--shots", "2", "--examples", tasks, "--out", Out);
        await Refuses("--limit and --parallel must be at least 1, and a price not negative.", address, tasks, "--limit", "0");
        await Refuses("The strategy best-of:2 needs samples that differ, but the temperature is 0; raise it.", address, tasks, "--name", "small", "--strategy", "best-of:2", "--temperature", "0", "--out", Out);
        await File.AppendAllTextAsync(tasks, "{\"question\":\"q\"}\n");
        await Refuses($"{tasks}, line 31: the field 'answer' is missing, or no text.", address, tasks);
        Assert.False(Directory.Exists(Out));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task ProblemsThatDoNotExistAreNotWritten()
    {
        var file = Path.Combine(folder, "new.jsonl");
        Assert.Equal((2, "", "There are no problems 'arithmetik'. Did you mean 'arithmetic'? There are: arithmetic, game-of-24, knights-and-knaves, last-digits, word-problems.\n"), await Invoke("tasks", "arithmetik", file));
        Assert.Equal(2, (await Invoke("tasks", "knights-and-knaves", file, "--size", "9")).Code);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task AStopBeforeTheFirstQuestionSaysThatItGoesOnFromHere()
    {
        using var server = new LoopbackServer(Answer);
        using var error = new StringWriter { NewLine = "\n" };
        var request = new EvaluateRequest { Model = $"{server.Address}", Tasks = tasks, Name = "small", Out = Out };
        Assert.Equal(130, await EvaluateCommand.RunAsync(request, TextWriter.Null, error, new CancellationToken(canceled: true)));
        Assert.Equal("The evaluation was stopped. 0 of 60 questions are answered, and the same command goes on from here.\n", error.ToString());
    }

    private string[] Words(LoopbackServer server, string to, params string[] options) => ["evaluate", $"{server.Address}", tasks, "--name", "small", "--out", to, .. options];

    /// <summary>What the server says: the sum, wrong at every third question, and the key that it was given.</summary>
    private static Task<string?> Answer(string request)
    {
        var number = NumberIn(request);
        var key = request.Split('\n').FirstOrDefault(line => line.StartsWith("Authorization: ", StringComparison.Ordinal))?["Authorization: ".Length..].Trim();
        return Task.FromResult<string?>(LoopbackServer.Message($"{(key is null ? "" : $"Your key is {key}. ")}The answer is {(number % 3 == 0 ? 1 : 2 * number)}."));
    }

    private static int NumberIn(string request) => int.Parse(Sum().Match(request).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>The questions that a server was asked, and whether it was a strategy's greedy one, no judgement of steps.</summary>
    private static List<(int Number, bool IsFirst)> Asked(LoopbackServer server) =>
        [.. server.Requests.Select(request => (NumberIn(request), request.Contains("\"temperature\":0,", StringComparison.Ordinal) && !request.Contains("Steps so far", StringComparison.Ordinal)))];

    private HashSet<string> Finished(params string[] files) => [.. files.Where(file => File.Exists(Path.Combine(Out, file)))
        .SelectMany(file => File.ReadAllText(Path.Combine(Out, file)).Split('\n')[1..^1].Select(line => $"{file} {JsonNode.Parse(line)!["id"]}"))];

    /// <summary>The table of an output without its times.</summary>
    private static List<string> Table(string output) => [.. output.Split('\n').SkipWhile(line => !line.StartsWith("strategy ", StringComparison.Ordinal)).TakeWhile(line => !line.EndsWith(".html", StringComparison.Ordinal))
        .Select(line => Seconds().Replace(line, " "))];

    private static async Task Refuses(string sentence, params string[] words) => Assert.Equal((2, "", sentence + "\n"), await Invoke(["evaluate", .. words]));

    private static async Task<(int Code, string Output, string Error)> Invoke(params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        return (await CourseCommand.InvokeAsync(words, output, error), output.ToString(), error.ToString());
    }

    /// <summary>Runs the command as a process of its own, with a key, and sends it a signal when asked to.</summary>
    private static async Task<(int Code, string Output, string Error)> Process(string[] words, (string Name, Func<bool> When)? signal)
    {
        var (file, arguments) = OwnProgram.Command;
        var start = new ProcessStartInfo(file, [.. arguments, .. words]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Reasoning.ServerChatClient.KeyVariable] = Key;
        using var process = System.Diagnostics.Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        if (signal is { } sent)
        {
            while (!sent.When() && !process.HasExited)
            {
                await Task.Delay(5, limit.Token);
            }

            using var kill = System.Diagnostics.Process.Start("kill", [sent.Name, $"{process.Id}"]);
        }

        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await error);
    }

    [GeneratedRegex(@"What is (\d+) ")]
    private static partial Regex Sum();

    [GeneratedRegex(@" +(\d+\.\d\d|s each)(?= |$)")]
    private static partial Regex Seconds();
}
