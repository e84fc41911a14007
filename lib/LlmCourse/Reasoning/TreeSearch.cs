namespace LlmCourse.Reasoning;

/// <summary>In which order a tree of thoughts is searched. (Yao et al. 2023, section 3; chapter 14.)</summary>
public enum TreeSearch
{
    /// <summary>Level by level, all thoughts that are not pruned.</summary>
    BreadthFirst,

    /// <summary>Level by level, the best few of each: what the paper calls breadth-first search.</summary>
    Beam,

    /// <summary>The best thought first, down to the end, and back where it leads nowhere.</summary>
    DepthFirst,
}
