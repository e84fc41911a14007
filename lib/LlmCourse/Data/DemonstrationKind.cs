namespace LlmCourse.Data;

/// <summary>What the examples of a few-shot prompt look like. (Min et al. 2022, section 4; chapter 07.)</summary>
public enum DemonstrationKind
{
    /// <summary>Things with their right boxes.</summary>
    RightLabels,

    /// <summary>Things with boxes drawn at random from the task's own.</summary>
    RandomLabels,

    /// <summary>Things with boxes drawn at random from another set.</summary>
    OtherLabels,

    /// <summary>Things alone.</summary>
    WithoutLabels,

    /// <summary>Boxes alone, drawn at random from the task's own.</summary>
    LabelsAlone,
}
