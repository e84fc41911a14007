namespace LlmCourse.Model;

/// <summary>Where a block normalises. (Xiong et al. 2020; chapter 03.)</summary>
public enum NormPlacement
{
    /// <summary>Before each part, x + f(norm(x)), and once more before the head: the residual stream itself stays untouched.</summary>
    Pre,

    /// <summary>After each sum, norm(x + f(x)), as the first transformer did (Vaswani et al. 2017, section 3.1); it needs a long warm-up.</summary>
    Post,
}
