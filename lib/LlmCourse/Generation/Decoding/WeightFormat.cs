namespace LlmCourse.Generation.Decoding;

/// <summary>How a <see cref="Decoder"/> keeps its matrices. A token needs each number of them once, so their bytes are what a token costs. (Chapter 15.)</summary>
public enum WeightFormat
{
    /// <summary>As they were trained: 4 bytes a number.</summary>
    Float32,

    /// <summary>Whole numbers from -127 to 127, and a scale for each 64 of them: 1.06 bytes a number. (Dettmers et al. 2022, LLM.int8(), section 2.1, with smaller groups.)</summary>
    Int8,
}
