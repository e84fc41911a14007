using System.Text.Json;
using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>Keeps a training of a policy on disk, so that a run that was killed goes on exactly where it stopped.</summary>
internal static class PolicyCheckpoint
{
    private const string StateKey = "policy_training";
    private const string StepsKey = "updates";

    /// <summary>Writes all that a resumed run needs, atomically, when the options say so.</summary>
    public static void SaveIfDue(PolicyState state, params ModuleUpdate[] updates)
    {
        var isDue = state.Step == state.Options.Steps || state.Step % state.Options.CheckpointEvery == 0;
        if (state.Options.CheckpointPath is { } path && isDue)
        {
            SafeTensors.Write(path, updates.SelectMany(update => update.State).ToDictionary(pair => pair.Name, pair => pair.Value), new Dictionary<string, string>
            {
                [StateKey] = JsonSerializer.Serialize(state),
                [StepsKey] = JsonSerializer.Serialize(updates.Select(update => update.Steps)),
            });
        }
    }

    /// <summary>Reads it back, where there is something to read.</summary>
    public static PolicyState Resume(PolicyState state, params ModuleUpdate[] updates)
    {
        if (state.Options.CheckpointPath is not { } path || !File.Exists(path))
        {
            return state;
        }

        var (tensors, metadata) = SafeTensors.Read(path);
        try
        {
            return Restore(state, updates, tensors, metadata, path);
        }
        finally
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }
        }
    }

    private static PolicyState Restore(PolicyState state, ModuleUpdate[] updates, Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata, string path)
    {
        if (!metadata.TryGetValue(StateKey, out var json) || JsonSerializer.Deserialize<PolicyState>(json) is not { } stored)
        {
            throw new InvalidDataException($"{path} holds no training of a policy; choose another CheckpointPath.");
        }

        if (stored.Options with { CheckpointPath = null } != state.Options with { CheckpointPath = null })
        {
            throw new ArgumentException($"{path} belongs to another training ({stored.Options}); delete it to start anew, or choose another CheckpointPath.");
        }

        CopyTo(updates, tensors, path);
        var steps = JsonSerializer.Deserialize<int[]>(metadata[StepsKey])!;
        for (var i = 0; i < updates.Length; i++)
        {
            updates[i].Steps = steps[i];
        }

        return stored with { Options = state.Options };
    }

    private static void CopyTo(ModuleUpdate[] updates, Dictionary<string, Tensor> tensors, string path)
    {
        using var noGradients = no_grad();
        foreach (var (name, value) in updates.SelectMany(update => update.State))
        {
            if (!tensors.TryGetValue(name, out var tensor) || !tensor.shape.SequenceEqual(value.shape))
            {
                throw new InvalidDataException($"{path} lacks the tensor {name} of shape [{string.Join(", ", value.shape)}], so the training cannot go on from it.");
            }

            value.copy_(tensor);
        }
    }
}
