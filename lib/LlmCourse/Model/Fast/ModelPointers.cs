namespace LlmCourse.Model.Fast;

/// <summary>Where a model's weights lie, or their gradients; null where the config has none.</summary>
internal sealed unsafe class ModelPointers(int layers, Func<string, nint> locate)
{
    public readonly float* TokenEmbedding = (float*)locate("tokenEmbedding.weight");
    public readonly float* PositionEmbedding = (float*)locate("positionEmbedding.weight");
    public readonly float* FinalGain = (float*)locate("finalNorm.weight");
    public readonly float* FinalShift = (float*)locate("finalNorm.bias");
    public readonly float* Head = (float*)(locate("head.weight") is var head && head != 0 ? head : locate("tokenEmbedding.weight"));
    public readonly BlockPointers[] Blocks = [.. Enumerable.Range(0, layers).Select(layer => new BlockPointers(layer, locate))];
}
