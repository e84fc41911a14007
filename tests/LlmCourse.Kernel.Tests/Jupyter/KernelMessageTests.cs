using System.Text.Json.Nodes;
using LlmCourse.Kernel.Learning;
using NetMQ;
using Xunit;

namespace LlmCourse.Kernel.Tests.Jupyter;

/// <summary>The messaging protocol, message by message, with a front end of the test's own.</summary>
[Collection("processes")]
public sealed class KernelMessageTests(SharedKernel kernel) : IClassFixture<SharedKernel>, IDisposable
{
    private readonly KernelClient client = new(kernel.Process);

    public void Dispose() => client.Dispose();

    [Fact]
    public void AllThatACellPublishesLiesBetweenBusyAndIdleAndNamesItsRequest()
    {
        var (reply, published) = client.Execute("Console.Write(\"a\"); Console.Error.Write(\"b\"); 6 * 7");
        Assert.Equal("ok", reply.Status);
        Assert.Equal(["status", "execute_input", "stream", "stream", "execute_result", "status"], published.Select(m => m.Type));
        Assert.Equal("busy", published[0].Text("execution_state"));
        Assert.Equal(("stdout", "a"), (published[2].Text("name"), published[2].Text("text")));
        Assert.Equal(("stderr", "b"), (published[3].Text("name"), published[3].Text("text")));
        Assert.Equal("42", published[4].Form("text/plain"));
        Assert.Equal("idle", published[5].Text("execution_state"));
        var counts = new[] { reply, published[1], published[4] }.Select(m => (int)m.Content["execution_count"]!);
        Assert.Single(counts.Distinct());
    }

    [Fact]
    public void WhatALearnerSolvesIsRecorded()
    {
        client.Execute("#r \"" + typeof(Display.Exercise).Assembly.Location.Replace('\\', '/') + "\"");
        client.Execute("new LlmCourse.Display.Exercise(\"98-kernel\", \"Try\", 5).Check(\"a\", () => false, \"b\")");
        Assert.Equal(ExerciseState.Failed, ProgressFile.Default.Read().Book.Find("98-kernel").State);
        client.Execute("new LlmCourse.Display.Exercise(\"98-kernel\", \"Try\", 5).Check(\"a\", () => true, \"b\")");
        Assert.Equal(ExerciseState.Solved, ProgressFile.Default.Read().Book.Find("98-kernel").State);
    }

    [Fact]
    public void CountsGoUpByOneAndStateIsKept()
    {
        var first = Count(client.Execute("var kept = 20;").Reply);
        Assert.Equal(first + 1, Count(client.Execute("kept++;").Reply));
        Assert.Equal("21", client.Execute("kept").Published.Single(m => m.Type == "execute_result").Form("text/plain"));
    }

    [Fact]
    public void ACellWithoutHistoryTakesNoNumber()
    {
        var before = Count(client.Execute("1").Reply);
        var (reply, published) = client.Execute("2", history: false);
        Assert.Equal(before, Count(reply));
        Assert.Contains(published, m => m.Type == "execute_result");
        Assert.Equal(before + 1, Count(client.Execute("3").Reply));
    }

    [Fact]
    public void ASilentCellPublishesNothingButItsStatus()
    {
        var before = Count(client.Execute("1").Reply);
        var (reply, published) = client.Execute("var quiet = 5; Console.WriteLine(quiet); quiet", silent: true);
        Assert.Equal("ok", reply.Status);
        Assert.Equal(["status", "status"], published.Select(m => m.Type));
        Assert.Equal(before, Count(reply));
        Assert.Equal("5", client.Execute("quiet").Published.Single(m => m.Type == "execute_result").Form("text/plain"));
    }

    [Fact]
    public void TextComesWhileTheCellStillAwaits()
    {
        var id = client.SendExecute("Console.WriteLine(\"now\"); while (!System.IO.File.Exists(\"go\")) { await Task.Delay(10); } System.IO.File.Delete(\"go\");");
        while (client.Next(id).Type != "stream")
        {
        }

        File.WriteAllText(Path.Combine(kernel.Process.Folder, "go"), ""); // relative paths start in the folder that Jupyter chose
        Assert.Equal("ok", client.Finish(id).Reply.Status);
    }

    [Fact]
    public void AnErrorNamesCellAndLine()
    {
        var (reply, published) = client.Execute("var fine = 1;\nint.Parse(\"x\");");
        var error = published.Single(m => m.Type == "error");
        Assert.Equal("error", reply.Status);
        Assert.Equal("FormatException", reply.Text("ename"));
        Assert.Equal("FormatException", error.Text("ename"));
        Assert.Contains($"cell {Count(reply)}, line 2", (string)error.Content["traceback"]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    public void ExpressionsAreEvaluatedAfterTheCell()
    {
        var reply = client.Execute("var counted = 3;", expressions: new JsonObject { ["good"] = "counted + 1", ["bad"] = "uncounted" }).Reply;
        var values = reply.Content["user_expressions"]!;
        Assert.Equal("ok", (string)values["good"]!["status"]!);
        Assert.Equal("4", (string)values["good"]!["data"]!["text/plain"]!);
        Assert.Equal("CS0103", (string)values["bad"]!["ename"]!);
    }

    [Fact]
    public void WhatWaitsBehindAnErrorIsAbortedUnlessItSaysOtherwise()
    {
        var failing = client.SendExecute("await Task.Delay(500); throw new Exception(\"stop\");");
        var waiting = Enumerable.Range(0, 3).Select(_ => client.SendExecute("1")).ToList();
        Assert.Equal("error", client.Finish(failing).Reply.Status);
        Assert.All(waiting, id =>
        {
            var (reply, published) = client.Finish(id);
            Assert.Equal("aborted", reply.Status);
            Assert.Equal(["status", "status"], published.Select(m => m.Type));
        });

        failing = client.SendExecute("await Task.Delay(500); throw new Exception(\"go on\");", stopOnError: false);
        var next = client.SendExecute("1");
        Assert.Equal("error", client.Finish(failing).Reply.Status);
        Assert.Equal("ok", client.Finish(next).Reply.Status);
    }

    [Fact]
    public void WhatIsShownIsUpdatedUnderItsIdAndJsonTravelsAsJson()
    {
        var import = $"#r \"{typeof(Display.MimeBundle).Assembly.Location}\"\nusing LlmCourse.Display;\n";
        var (reply, published) = client.Execute(import + """
            DisplayHost.Current.Show(new MimeBundle("one").With("application/vnd.test+json", "{\"a\":1}"), "here");
            DisplayHost.Current.Update(new MimeBundle("two"), "here");
            """);
        Assert.True(reply.Status == "ok", reply.Content.ToJsonString());
        var (shown, updated) = (published.Single(m => m.Type == "display_data"), published.Single(m => m.Type == "update_display_data"));
        Assert.Equal(1, (int)shown.Content["data"]!["application/vnd.test+json"]!["a"]!);
        Assert.Equal("two", updated.Form("text/plain"));
        Assert.All([shown, updated], m => Assert.Equal("here", (string)m.Content["transient"]!["display_id"]!));
    }

    [Fact]
    public void CompletionsReplaceThePartOfTheNameThatIsThere()
    {
        client.Execute("var completable = \"text\";");
        const string code = "var face = \"😀\"; completable.ToUpp";
        var reply = client.Ask("complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = code.EnumerateRunes().Count() });
        Assert.Contains("ToUpper", reply.Content["matches"]!.AsArray().Select(match => (string)match!));
        Assert.Equal(code.EnumerateRunes().Count(), (int)reply.Content["cursor_end"]!);
        Assert.Equal("ToUpp".Length, (int)reply.Content["cursor_end"]! - (int)reply.Content["cursor_start"]!);
    }

    [Fact]
    public void AnInspectionSaysWhatANameIs()
    {
        client.Execute("int Doubled(int number) => 2 * number;");
        var found = client.Ask("inspect_request", new JsonObject { ["code"] = "Doubled(3)", ["cursor_pos"] = 3, ["detail_level"] = 0 });
        Assert.True((bool)found.Content["found"]!);
        Assert.Contains("int number", found.Form("text/plain"), StringComparison.Ordinal);
        var missing = client.Ask("inspect_request", new JsonObject { ["code"] = "   ", ["cursor_pos"] = 1, ["detail_level"] = 0 });
        Assert.False((bool)missing.Content["found"]!);
    }

    [Theory]
    [InlineData("1 + 1", "complete")]
    [InlineData("for (var i = 0; i < 3; i++) {", "incomplete")]
    [InlineData("var ) = ;", "invalid")]
    public void ATextIsCompleteOrNot(string code, string status)
    {
        var reply = client.Ask("is_complete_request", new JsonObject { ["code"] = code });
        Assert.Equal(status, reply.Status);
        Assert.Equal(status == "incomplete", reply.Content["indent"] is not null);
    }

    [Fact]
    public void ACellThatReadsAsksItsReader()
    {
        var id = client.SendExecute("Console.Write(\"Your name? \"); var name = Console.ReadLine(); name", allowStdin: true);
        Assert.Equal("", client.Receive(client.Stdin, id).Text("prompt"));
        client.Send(client.Stdin, "input_reply", new JsonObject { ["value"] = "Ada ß 😀" });
        Assert.Equal("Ada ß 😀", client.Finish(id).Published.Single(m => m.Type == "execute_result").Form("text/plain"));
    }

    [Fact]
    public void ACellThatReadsFindsTheEndOfTheInputWhereNobodyCanBeAsked() =>
        Assert.Equal("True", client.Execute("Console.ReadLine() is null").Published.Single(m => m.Type == "execute_result").Form("text/plain"));

    [Fact]
    public void ACellThatWaitsForItsReaderCanBeInterruptedAndALateAnswerIsDropped()
    {
        var id = client.SendExecute("Console.ReadLine()", allowStdin: true);
        client.Receive(client.Stdin, id);
        client.Receive(client.Control, client.Send(client.Control, "interrupt_request", []));
        Assert.Equal("Interrupted", client.Finish(id).Reply.Text("ename"));
        client.Send(client.Stdin, "input_reply", new JsonObject { ["value"] = "late" });
        id = client.SendExecute("Console.ReadLine()", allowStdin: true);
        client.Receive(client.Stdin, id);
        client.Send(client.Stdin, "input_reply", new JsonObject { ["value"] = "in time" });
        Assert.Equal("in time", client.Finish(id).Published.Single(m => m.Type == "execute_result").Form("text/plain"));
    }

    [Fact]
    public void KernelInfoDescribesTheLanguage()
    {
        var reply = client.Ask("kernel_info_request", []);
        var language = reply.Content["language_info"]!;
        Assert.Equal("5.3", reply.Text("protocol_version"));
        Assert.Equal(("C#", "text/x-csharp", ".csx", "csharp"), (
            (string)language["name"]!, (string)language["mimetype"]!, (string)language["file_extension"]!, (string)language["pygments_lexer"]!));
    }

    [Fact]
    public void HistoryIsFoundByRangeTailAndPattern()
    {
        var first = Count(client.Execute("\"mark one\"").Reply);
        client.Execute("\"mark two\"");
        client.Execute("\"mark one\"");
        var range = History(new JsonObject { ["hist_access_type"] = "range", ["session"] = 0, ["start"] = first, ["stop"] = first + 2, ["output"] = true, ["raw"] = true });
        Assert.Equal([first, first + 1], range.Select(entry => (int)entry![1]!));
        Assert.Equal(["\"mark one\"", "mark one"], range[0]![2]!.AsArray().Select(text => (string)text!));
        var tail = History(new JsonObject { ["hist_access_type"] = "tail", ["n"] = 2, ["output"] = false, ["raw"] = true });
        Assert.Equal(["\"mark two\"", "\"mark one\""], tail.Select(entry => (string)entry![2]!));
        var search = History(new JsonObject { ["hist_access_type"] = "search", ["pattern"] = "*mark ?ne*", ["unique"] = true, ["output"] = false, ["raw"] = true });
        Assert.Equal(["\"mark one\""], search.Select(entry => (string)entry![2]!));
        Assert.Equal("error", client.Ask("history_request", new JsonObject { ["hist_access_type"] = "rangy" }).Status);
    }

    [Fact]
    public void CommsAreNoneAndOneThatIsOpenedIsClosed()
    {
        Assert.Empty(client.Ask("comm_info_request", []).Content["comms"]!.AsObject());
        var id = client.Send(client.Shell, "comm_open", new JsonObject { ["comm_id"] = "c1", ["target_name"] = "widget", ["data"] = new JsonObject() });
        Assert.Equal("c1", client.Published(id).Single(m => m.Type == "comm_close").Text("comm_id"));
    }

    [Fact]
    public void DebuggingIsRefused()
    {
        var id = client.Send(client.Control, "debug_request", new JsonObject { ["type"] = "request", ["command"] = "initialize" });
        Assert.Equal("error", client.Receive(client.Control, id).Status);
    }

    [Fact]
    public void TheHeartBeatsWhileACellRuns()
    {
        var id = client.SendExecute("System.Threading.Thread.Sleep(1000);");
        Assert.Equal("still there?", client.Beat("still there?"));
        client.Finish(id);
    }

    [Theory]
    [InlineData("await Task.Delay(60_000);", false)]
    [InlineData("while (!Gate.Open) { }", false)]
    [InlineData("System.Threading.Thread.Sleep(-1);", false)]
    [InlineData("class Stuck { public override string ToString() { while (!Gate.Open) { } return \"\"; } }\nnew Stuck()", false)]
    [InlineData("await Task.Delay(60_000);", true)]
    public void AnInterruptStopsTheCellAbortsWhatWaitsAndKeepsTheState(string endless, bool bySignal)
    {
        client.Execute("var before = 77; static class Gate { public static volatile bool Open; }");
        var id = client.SendExecute("Console.WriteLine(\"begun\");" + endless);
        var waiting = client.SendExecute("1");
        while (client.Next(id).Type != "stream")
        {
        }

        if (bySignal)
        {
            kernel.Process.Signal("INT");
        }
        else
        {
            var interrupt = client.Send(client.Control, "interrupt_request", []);
            Assert.Equal("ok", client.Receive(client.Control, interrupt).Status);
        }

        var (reply, _) = client.Finish(id);
        Assert.Equal("Interrupted", reply.Text("ename"));
        Assert.Equal("aborted", client.Finish(waiting).Reply.Status);
        Assert.Equal("77", client.Execute("before").Published.Single(m => m.Type == "execute_result").Form("text/plain"));
        Assert.Equal("ok", client.Execute("Gate.Open = true;").Reply.Status); // an abandoned cell does not keep a core from the next tests
    }

    [Fact]
    public void TwoClientsGetEachTheirOwnReplies()
    {
        using var other = new KernelClient(kernel.Process);
        var mine = Enumerable.Range(0, 10).Select(i => (Id: client.SendExecute($"\"mine {i}\""), Value: $"mine {i}")).ToList();
        var theirs = Enumerable.Range(0, 10).Select(i => (Id: other.SendExecute($"\"theirs {i}\""), Value: $"theirs {i}")).ToList();
        Assert.All(mine, one => Assert.Equal(one.Value, client.Finish(one.Id).Published.Single(m => m.Type == "execute_result").Form("text/plain")));
        Assert.All(theirs, one => Assert.Equal(one.Value, other.Finish(one.Id).Published.Single(m => m.Type == "execute_result").Form("text/plain")));
        Assert.Null(client.TryReceive(client.Shell, TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public void ARequestOfTheWrongFormIsAnsweredWithAnError()
    {
        var reply = client.Ask("execute_request", new JsonObject { ["code"] = 5 });
        Assert.Equal("error", reply.Status);
        Assert.Contains("'code'", reply.Text("evalue"), StringComparison.Ordinal);
        Assert.Equal("ok", client.Execute("1").Reply.Status);
    }

    [Fact]
    public void TenThousandBadMessagesAreDropped()
    {
        var (_, good) = client.Encode("execute_request", "{\"code\":\"Console.WriteLine(1)\"}");
        byte[][] wrongSignature = [good[0], "00"u8.ToArray(), .. good.Skip(2)];
        byte[][] tooShort = [.. good.Take(4)];
        byte[][] noDelimiter = [.. good.Skip(1)];
        byte[][][] bad =
        [
            wrongSignature, tooShort, noDelimiter, [[]],
            [.. client.Encode("execute_request", "{\"code\":").Frames],
            [.. client.Encode("execute_request", "[]").Frames],
            [.. client.Encode("execute_request", "{}", header: "{\"msg_type\":5}").Frames],
            [.. client.Encode("execute_request", new string('[', 100_000)).Frames],
            [.. client.Encode("execute_request", "\u0000").Frames],
        ];
        for (var i = 0; i < 10_000; i++)
        {
            client.Shell.SendMultipartBytes(bad[i % bad.Length]);
        }

        foreach (var frames in bad)
        {
            client.Control.SendMultipartBytes(frames);
            client.Stdin.SendMultipartBytes(frames);
        }

        Assert.Equal(["status", "execute_input", "execute_result", "status"], client.Execute("1").Published.Select(m => m.Type));
    }

    private static int Count(KernelMessage reply) => (int)reply.Content["execution_count"]!;

    private JsonArray History(JsonObject request) => client.Ask("history_request", request).Content["history"]!.AsArray();
}
