namespace LlmCourse.Reasoning;

/// <summary>How a model is made to answer. (Chapters 13 and 14.)</summary>
public enum EvaluationStrategyKind
{
    /// <summary>The answer at once.</summary>
    Direct,

    /// <summary>Steps before the answer, once (Wei et al. 2022b; Kojima et al. 2022).</summary>
    ChainOfThought,

    /// <summary>Several chains and a vote (Wang et al. 2022).</summary>
    SelfConsistency,

    /// <summary>Chains and a vote that ends as soon as it is decided (Aggarwal et al. 2023).</summary>
    AdaptiveConsistency,

    /// <summary>Several chains, of which the model itself takes the one that it judges right (Cobbe et al. 2021; Kadavath et al. 2022).</summary>
    BestOf,

    /// <summary>Smaller questions first, which the model itself finds, then the question (Zhou et al. 2022).</summary>
    LeastToMost,

    /// <summary>A tree of steps, whose branches the model itself judges (Yao et al. 2023).</summary>
    Tree,
}
