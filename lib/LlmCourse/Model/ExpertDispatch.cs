namespace LlmCourse.Model;

/// <summary>How tokens get to their experts. Both ways give the same numbers. (Chapter 09.)</summary>
public enum ExpertDispatch
{
    /// <summary>Each expert looks through all tokens for its own: the way to read.</summary>
    Loop,

    /// <summary>The tokens are sorted by expert first, so that each expert's lie together: the way to run (Gale et al. 2022).</summary>
    Batched,
}
