namespace LlmCourse.Model.Fast;

/// <summary>Where the rows or the matrices of the experts lie; null for what there is none of.</summary>
internal readonly unsafe struct ExpertPointers(float* input, float* up, float* hidden, float* said, float* gate, float* down)
{
    public float* Input { get; } = input;

    public float* Up { get; } = up;

    public float* Hidden { get; } = hidden;

    public float* Said { get; } = said;

    public float* Gate { get; } = gate;

    public float* Down { get; } = down;
}
