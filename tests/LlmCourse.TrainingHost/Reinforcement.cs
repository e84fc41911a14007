using LlmCourse.Alignment;
using LlmCourse.Data.World;
using LlmCourse.Model;

namespace LlmCourse.TrainingHost;

/// <summary>PPO of a tiny policy that learns to be brief. It tells what it goes on from, and each step in full.</summary>
internal static class Reinforcement
{
    public static void Run(string checkpoint, int steps)
    {
        var world = new SyntheticWorld(WorldOptions.Village);
        var config = new GptConfig { VocabularySize = world.Tokenizer.VocabularySize, ContextLength = 48, Layers = 1, Heads = 2, EmbeddingSize = 16, Positions = PositionKind.Rotary, Norm = NormKind.RmsNorm };
        var options = new PolicyOptions { Steps = steps, BatchSize = 8, KLTarget = 1, CheckpointPath = checkpoint, CheckpointEvery = 2 };
        using var reference = new Gpt(config);
        using var trainer = new PpoTrainer(new Policy(new Gpt(config), world.Tokenizer), reference, new Brevity(), new RequestWriter(world), options);
        trainer.ResumeIfSaved();
        Console.WriteLine($"from {trainer.Step}");
        foreach (var step in trainer.Run())
        {
            Console.WriteLine(FormattableString.Invariant($"step {step.Step} {step.Proxy:R} {step.KL:R} {step.Passes}."));
            Console.In.Read(); // as in Program
        }
    }

    private sealed class Brevity : IReward
    {
        public double[] Score(IReadOnlyList<Response> responses) => [.. responses.Select(response => 1 - (response.Tokens.Tokens.Count / 48.0))];
    }
}
