using System.Globalization;
using LlmCourse.Generation;
using LlmCourse.Generation.Batching;

namespace LlmCourse.Kernel.Serving;

/// <summary>A conversation line by line: answers appear as they are written, and all of it is remembered as long as it fits.</summary>
/// <param name="model">Who answers.</param>
/// <param name="settings">How it begins.</param>
/// <param name="output">Where answers go.</param>
internal sealed class TerminalChat(ServedModel model, ChatSettings settings, TextWriter output)
{
    private const string Help = "/reset forgets the conversation, /system TEXT says how to answer, /temperature NUMBER how freely, /exit ends. Ctrl+C stops an answer.";

    private readonly List<ServedMessage> turns = [];
    private volatile GenerationJob? running;
    private string? system = settings.System;
    private double temperature = settings.Temperature;
    private int answers;

    /// <summary>Stops the answer that is being written; at other times, says how to end.</summary>
    public void Interrupt()
    {
        if (running is { } job)
        {
            job.Cancel();
        }
        else if (settings.ShowsPrompt)
        {
            output.Write("\n(/exit ends)\n> ");
        }
    }

    /// <summary>Talks until the input ends.</summary>
    public void Run(TextReader input)
    {
        if (settings.ShowsPrompt)
        {
            output.WriteLine($"{model.Names[0]}. {Help}");
        }

        while (Ask(input) is { } line)
        {
            if (line.StartsWith('/'))
            {
                if (!Obey(line))
                {
                    return;
                }
            }
            else if (line.Length > 0)
            {
                Answer(line);
            }
        }
    }

    private string? Ask(TextReader input)
    {
        if (settings.ShowsPrompt)
        {
            output.Write("> ");
            output.Flush();
        }

        return input.ReadLine()?.Trim();
    }

    /// <summary>Does what a line asks for; false at the end.</summary>
    private bool Obey(string line)
    {
        var (word, rest) = line.Split(' ', 2) is [var first, var second] ? (first, second.Trim()) : (line, "");
        switch (word)
        {
            case "/exit" or "/quit":
                return false;
            case "/reset":
                turns.Clear();
                output.WriteLine("The conversation is forgotten.");
                break;
            case "/system":
                system = rest.Length > 0 ? rest : null;
                output.WriteLine(rest.Length > 0 ? "It is told so from the next answer on." : "Nothing is said any more of how to answer.");
                break;
            case "/temperature":
                var isNumber = double.TryParse(rest, CultureInfo.InvariantCulture, out var given) && given is >= 0 and <= 2;
                temperature = isNumber ? given : temperature;
                output.WriteLine(isNumber ? FormattableString.Invariant($"The temperature is {given}.") : "The temperature must be a number from 0 to 2, like /temperature 0.7.");
                break;
            default:
                output.WriteLine(Help);
                break;
        }

        return true;
    }

    private void Answer(string question)
    {
        turns.Add(new ServedMessage(ServedMessage.User, question));
        try
        {
            var prompt = Prompt();
            var room = model.Generator.RoomAfter(prompt.Count);
            var job = model.Generator.Submit(new GenerationRequest
            {
                Prompt = prompt,
                End = model.Chat.End,
                Sampling = new SamplingOptions { Temperature = temperature, MaxTokens = Math.Min(settings.MaxTokens ?? room, room), Seed = settings.Seed + answers++, StopSequences = model.Chat.Stops },
            });
            running = job;
            Write(job);
        }
        catch (ArgumentException problem) // a word that the model does not know, or too long a question
        {
            turns.RemoveAt(turns.Count - 1);
            output.WriteLine(problem.Message);
        }
        finally
        {
            running = null;
        }
    }

    /// <summary>The conversation as tokens, without its oldest turns where it does not fit.</summary>
    private IReadOnlyList<int> Prompt()
    {
        while (true)
        {
            var prompt = model.Prompt([.. system is null ? [] : (ServedMessage[])[new ServedMessage(ServedMessage.System, system)], .. turns]);
            if (model.Generator.RoomAfter(prompt.Count) >= 1)
            {
                return prompt;
            }

            if (turns.Count == 1)
            {
                throw new ArgumentException($"This has {prompt.Count} tokens, but the model reads at most {model.Generator.TextLength}; say it more shortly.");
            }

            turns.RemoveRange(0, Math.Min(2, turns.Count - 1));
            output.WriteLine("(The beginning of the conversation no longer fits, and is left out.)");
        }
    }

    private void Write(GenerationJob job)
    {
        var isFirst = true;
        while (model.Generator.Step())
        {
            while (job.Pieces.TryRead(out var piece))
            {
                var shown = isFirst ? AnswerJson.Shown(piece) : piece;
                isFirst = isFirst && shown.Length == 0;
                output.Write(shown);
            }

            output.Flush();
        }

        var result = job.Completion.GetAwaiter().GetResult(); // it has ended
        output.WriteLine(result.End switch
        {
            GenerationEnd.Cancelled => " (stopped)",
            GenerationEnd.Length => " (cut off)",
            _ => "",
        });
        if (result.Text.Trim().Length > 0)
        {
            turns.Add(new ServedMessage(ServedMessage.Assistant, AnswerJson.Shown(result.Text)));
        }
        else
        {
            turns.RemoveAt(turns.Count - 1);
        }
    }
}
