namespace LlmCourse.Model;

/// <summary>What keeps a router from sending everything to a few experts. (Chapter 09.)</summary>
public enum ExpertBalancing
{
    /// <summary>Nothing: experts that fall behind get no tokens, learn nothing, and die.</summary>
    None,

    /// <summary>A loss that is smallest where all experts are equally busy (Fedus et al. 2021, section 2.2).</summary>
    Loss,

    /// <summary>
    /// A bias per expert that counts in the choice alone, and moves a small step after each update: up where an expert has too little to do,
    /// down where it has too much (Wang et al. 2024). No gradient is disturbed by it.
    /// </summary>
    Bias,
}
