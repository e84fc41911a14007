namespace LlmCourse.Data;

/// <summary>In which order the digits of a sum are written. (Lee et al. 2023, section 3; chapters 08 and 13.)</summary>
public enum DigitOrder
{
    /// <summary>As people write it, the largest place first: the first digit already depends on every carry.</summary>
    Plain,

    /// <summary>The units first, as people compute it: each digit needs its own column and one carry.</summary>
    Reversed,
}
