using System.Text.Json.Nodes;
using LlmCourse.Display;
using LlmCourse.Kernel.Notebooks;
using LlmCourse.Kernel.Running;
using LlmCourse.Kernel.Site;

namespace LlmCourse.Kernel.Tests.Site;

/// <summary>Executed chapters made by hand, with every kind of cell and output that a page must show.</summary>
internal static class SampleChapters
{
    public static ChapterPage Tokens() => Page("01-text-to-tokens", Chapter("01", "Text to tokens", "How does text become numbers that a model can read?", 45,
        Text("# Text to tokens\n\nA model reads numbers. This chapter makes them.\n\n## Bytes\n\nEvery text is bytes. See [pre-training](04-pretraining.ipynb#the-loop), [nowhere](99-none.ipynb), and [the web](https://example.org/)."),
        Code("Encoding.UTF8.GetBytes(\"Größe\").Length", new ResultOutput(Forms(("text/plain", "7"))))))
        with
    {
        Elapsed = TimeSpan.FromSeconds(21),
    };

    public static ChapterPage Pretraining()
    {
        var claims = new[]
        {
            Claim.AtMost("04-nanogpt-recipe", "Validation loss of nanoGPT's CPU recipe on tinyshakespeare", 1.8761, 1.90, "nanoGPT, README"),
            Claim.AtMost("04-validation-loss", "Validation loss of our recipe, mean over the whole validation part", 1.5123, 1.55),
            Claim.AtLeast("04-step-speed", "Steps in a second over those of the plain port", 0.93, 1.1, kind: ClaimKind.Timing),
            Claim.Between("04-first-loss", "Loss before training, over ln 65", 1.32, 0.98, 1.05, "chapter 4"),
        };
        var figure = new Figure
        {
            Title = "Validation loss by step",
            Alt = "Two falling curves; ours ends at 1.51, nanoGPT's at 1.88.",
            Caption = "The loss over the whole validation part, every 100 steps. Our recipe needs a third of the steps for nanoGPT's loss.",
            X = new Axis("step"),
            Y = new Axis("loss", "nats per character"),
            Series =
            [
                Series.Line("ours", Enumerable.Range(0, 21).Select(i => i * 100), Enumerable.Range(0, 21).Select(i => 1.5 + (2.6 * Math.Exp(-i / 3.0)))),
                Series.Line("nanoGPT's recipe", Enumerable.Range(0, 21).Select(i => i * 100), Enumerable.Range(0, 21).Select(i => 1.85 + (2.3 * Math.Exp(-i / 4.5)))),
            ],
        };
        return Page("04-pretraining", Chapter("04", "Pre-training", "What does it take for a transformer to learn Shakespeare on a laptop?", 60,
            Text(
                """
                # Pre-training

                **Objectives.** You will write the loop, and know what each line of it is for. The loss is the mean surprise at the next
                character, $\mathcal{L} = -\frac{1}{T}\sum_{t} \log p_\theta(x_t \mid x_{<t})$, in nats.

                | recipe | steps | loss |
                |:--|--:|--:|
                | nanoGPT, CPU | 2,000 | 1.88 |
                | ours | 2,000 | 1.51 |

                ## The loop

                Sample, predict, measure, backpropagate, clip, step, report. AdamW divides by the root of the second moment:

                $$\theta_{t+1} = \theta_t - \eta_t \left( \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon} + \lambda \theta_t \right)$$

                - `Trainer` holds the loop; see [the loop](#the-loop) and [tokens](01-text-to-tokens.ipynb).
                - A picture that is [somewhere else](images/none.png) and code of the [library](../lib/LlmCourse/Model/Gpt.cs).

                > [!NOTE]
                > Work is counted in steps, never in seconds.
                """),
            Code("#!import course.csx"),
            Code(
                """
                // Everything that a run needs to be repeated.
                var config = GptConfig.ShakespeareChar with { Layers = 4, EmbeddingSize = 128 };
                using var model = new Gpt(config);
                foreach (var step in trainer.Run())
                {
                    Console.WriteLine($"step {step.Number,5}: loss {step.Loss:0.000}"); /* every
                    hundred */
                }
                """,
                new StreamOutput("stdout", "step     0: loss 4.174\nstep   100: loss 2.481\nstep   200: loss 2.202\n"),
                new StreamOutput("stderr", "One thread only: the machine is busy.\n")),
            Text("## The curve\n\n### What to look for\n\nThe knee near step 300."),
            Code("figure", Shown(figure)),
            Code(
                "claims",
                [.. claims.Select(Shown)]),
            Code("frame", new ResultOutput(Forms(("text/html", "<table><thead><tr><th>step</th><th>loss</th></tr></thead><tbody><tr><td>0</td><td>4.17</td></tr></tbody></table>"), ("text/plain", "step loss")))),
            Text("## Exercises\n\n1. Halve the learning rate. What happens to the knee?"),
            Code("double HalfRate(double rate) => throw Exercise.NotAttempted();", "04-rate"),
            Code("new Exercise(…)", Shown(new Exercise("04-rate", "Halve the learning rate.", 5)
                .Check("the rate is halved", () => 1 > 0, "divide by two").Check("zero stays zero", () => throw new NotAttemptedException(), "0 / 2"))),
            Code("Notice.Warning(…)", Shown(Notice.Warning("The data is not here; run `course data get tinyshakespeare`.")))))
            with
        {
            Elapsed = TimeSpan.FromSeconds(192.4),
            Claims = [.. claims.Select(c => ClaimRecord.Read(c.ToMimeBundle().Forms[MimeBundle.ClaimType]))],
        };
    }

    public static ChapterPage Failing() => Page("05-scaling", Chapter("05", "Scaling laws", "How much better does a larger model get?", 50,
        Text("# Scaling laws"),
        Code("var a = 1;"),
        Code("var b = 2;\nvar loss = Fit(points);\nloss",
            new StreamOutput("stdout", "fitting\n"),
            new ErrorOutput("InvalidOperationException", "The fit has 3 points, but 5 parameters need at least 6; run more sizes.",
            [
                "cell 2, line 2: InvalidOperationException: The fit has 3 points, but 5 parameters need at least 6; run more sizes.",
                "    var loss = Fit(points);",
                "  at LlmCourse.Scaling.ChinchillaLaw.Fit (ChinchillaLaw.cs, line 41)",
            ])),
        Code("loss * 2")))
        with
    { Status = ChapterStatus.Failed, Elapsed = TimeSpan.FromSeconds(4) };

    public static ChapterPage NotRun() => Page("06-inference", Chapter("06", "Beyond compute-optimal", "When is a smaller model, trained longer, cheaper?", 30,
        Text("# Beyond compute-optimal\n\nText."), Code("1 + 1")))
        with
    { Status = null };

    public static ChapterPage Page(string name, Notebook notebook) => new(name, notebook) { Status = ChapterStatus.Finished };

    public static Notebook Chapter(string id, string title, string question, int minutes, params NotebookCell[] cells) => new()
    {
        Cells = [.. cells],
        Metadata = new JsonObject { ["course"] = new JsonObject { ["id"] = id, ["title"] = title, ["question"] = question, ["minutes"] = minutes } },
    };

    public static NotebookCell Text(string source) => new(Guid.NewGuid().ToString("N"), CellKind.Markdown, source);

    public static NotebookCell Code(string source, params CellOutput[] outputs) =>
        new(Guid.NewGuid().ToString("N"), CellKind.Code, source) { Outputs = [.. outputs] };

    public static NotebookCell Code(string source, string exercise) =>
        new(Guid.NewGuid().ToString("N"), CellKind.Code, source) { Metadata = new JsonObject { ["course"] = new JsonObject { ["exercise"] = exercise } } };

    public static DisplayOutput Shown(IShowable value) => new(value.ToMimeBundle().Forms);

    public static Dictionary<string, string> Forms(params (string Type, string Text)[] forms) => forms.ToDictionary(f => f.Type, f => f.Text);
}
