using LlmCourse.Kernel.Serving;
using Xunit;

namespace LlmCourse.Kernel.Tests.Serving;

public sealed class TerminalChatTests : IDisposable
{
    private readonly ServedModel model;

    public TerminalChatTests()
    {
        Runtime.NativeRuntime.EnsureLoaded();
        using var random = RunningServer.Random(RunningServer.Alphabet.Length, 200);
        model = new ServedModel(random, RunningServer.Characters, "tiny", new string('0', 64), new ModelRequest { Model = "tiny", Places = 1, Kept = 1 });
    }

    public void Dispose() => model.Dispose();

    [Fact]
    public void AnAnswerDependsOnWhatWasSaidBeforeUntilItIsForgotten()
    {
        var lines = Talk("Hello\n/reset\nHello\nHello\n", new ChatSettings { Temperature = 0, MaxTokens = 20 });
        Assert.Equal(lines[0], lines[2]);
        Assert.Equal("The conversation is forgotten.", lines[1]);
        Assert.NotEqual(lines[2], lines[3]);
        Assert.True(model.Generator.TokensShared > 20); // the earlier turns were not read again
    }

    [Fact]
    public void TheSystemMessageAndTheTemperatureCount()
    {
        var lines = Talk("Hello\n/reset\n/system Be kind\nHello\n/system\n/reset\nHello\n/reset\n/temperature 2\nHello\n/temperature hot\n/temperature 3\n", new ChatSettings { Temperature = 0, MaxTokens = 20 });
        Assert.Equal(
            ["The conversation is forgotten.", "It is told so from the next answer on.", "Nothing is said any more of how to answer.", "The conversation is forgotten.", "The conversation is forgotten.", "The temperature is 2."],
            [lines[1], lines[2], lines[4], lines[5], lines[7], lines[8]]);
        Assert.Equal(lines[0], lines[6]);
        Assert.NotEqual(lines[0], lines[3]);
        Assert.NotEqual(lines[0], lines[9]);
        Assert.Equal(lines[10], lines[11]);
    }

    [Fact]
    public void WhatCannotBeSaidChangesNothing()
    {
        var lines = Talk($"Hello\n/reset\nGrüße\n{new string('a', 201)}\n/help\nHello\n/exit\nHello\n", new ChatSettings { Temperature = 0, MaxTokens = 20 });
        Assert.Contains("lacks 'ü' (U+00FC), 'ß' (U+00DF)", lines[2], StringComparison.Ordinal);
        Assert.Equal("This has 201 tokens, but the model reads at most 200; say it more shortly.", lines[3]);
        Assert.StartsWith("/reset forgets", lines[4], StringComparison.Ordinal);
        Assert.Equal(lines[0], lines[5]);
        Assert.Equal(6, lines.Count);
    }

    [Fact]
    public void ALongConversationLosesItsBeginning()
    {
        var lines = Talk(string.Concat(Enumerable.Repeat("Tell me more about it please\n", 8)), new ChatSettings { Temperature = 0, MaxTokens = 30 });
        Assert.Contains("(The beginning of the conversation no longer fits, and is left out.)", lines);
        Assert.Equal(8, lines.Count(line => line.EndsWith("(cut off)", StringComparison.Ordinal)));
    }

    [Fact]
    public void CtrlCStopsAnAnswerAndNotTheProgram()
    {
        using var output = new InterruptingWriter();
        var talk = new TerminalChat(model, new ChatSettings { Temperature = 0 }, output);
        output.Interrupt = talk.Interrupt;
        talk.Run(new StringReader("Hello\n"));
        output.Interrupt = () => { };
        Assert.EndsWith(" (stopped)\n", output.ToString(), StringComparison.Ordinal);
        Assert.InRange(output.ToString().Length, 12, 40); // a letter or two
        talk.Interrupt(); // nothing to stop
        talk.Run(new StringReader("Hello\n"));
        Assert.EndsWith(" (cut off)\n", output.ToString(), StringComparison.Ordinal);
    }

    private List<string> Talk(string input, ChatSettings settings)
    {
        using var output = new StringWriter { NewLine = "¶" }; // a model's own line breaks are others
        new TerminalChat(model, settings, output).Run(new StringReader(input));
        return [.. output.ToString().TrimEnd('¶').Split('¶')];
    }

    /// <summary>Presses Ctrl+C as soon as something is written.</summary>
    private sealed class InterruptingWriter : StringWriter
    {
        public InterruptingWriter() => NewLine = "\n";

        public Action Interrupt { get; set; } = () => { };

        public override void Write(string? value)
        {
            base.Write(value);
            Interrupt();
        }
    }
}
