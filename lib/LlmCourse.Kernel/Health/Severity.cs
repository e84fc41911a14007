namespace LlmCourse.Kernel.Health;

/// <summary>What a finding means for the course.</summary>
public enum Severity
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>The course runs, but something can be better.</summary>
    Advice,

    /// <summary>The course cannot run.</summary>
    Fatal,
}
