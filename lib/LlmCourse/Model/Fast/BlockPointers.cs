namespace LlmCourse.Model.Fast;

/// <summary>Where one block's weights lie, or their gradients; null where the config has none.</summary>
internal sealed unsafe class BlockPointers(int layer, Func<string, nint> locate)
{
    public readonly float* AttentionGain = (float*)locate($"blocks.{layer}.attentionNorm.weight");
    public readonly float* AttentionShift = (float*)locate($"blocks.{layer}.attentionNorm.bias");
    public readonly float* QueryKeyValue = (float*)locate($"blocks.{layer}.attention.queryKeyValue.weight");
    public readonly float* QueryKeyValueBias = (float*)locate($"blocks.{layer}.attention.queryKeyValue.bias");
    public readonly float* Output = (float*)locate($"blocks.{layer}.attention.output.weight");
    public readonly float* OutputBias = (float*)locate($"blocks.{layer}.attention.output.bias");
    public readonly float* FeedForwardGain = (float*)locate($"blocks.{layer}.feedForwardNorm.weight");
    public readonly float* FeedForwardShift = (float*)locate($"blocks.{layer}.feedForwardNorm.bias");
    public readonly float* Up = (float*)locate($"blocks.{layer}.feedForward.up.weight");
    public readonly float* UpBias = (float*)locate($"blocks.{layer}.feedForward.up.bias");
    public readonly float* Gate = (float*)locate($"blocks.{layer}.feedForward.gate.weight");
    public readonly float* GateBias = (float*)locate($"blocks.{layer}.feedForward.gate.bias");
    public readonly float* Down = (float*)locate($"blocks.{layer}.feedForward.down.weight");
    public readonly float* DownBias = (float*)locate($"blocks.{layer}.feedForward.down.bias");
}
