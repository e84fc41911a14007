namespace LlmCourse.Data;

/// <summary>How much of the work a product of permutations shows. (Chapter 13.)</summary>
public enum ProductForm
{
    /// <summary>The product alone, right after the question.</summary>
    Direct,

    /// <summary>Every running product, one after another; the last one is the answer: a chain of thought.</summary>
    Steps,

    /// <summary>As many dots as there would be steps, then the product: room to think in, but nothing can be written into it (Pfau et al. 2024).</summary>
    Dots,

    /// <summary>The running products are asked for, each at its element, but they are never written down: as many lessons as with steps, and no chain.</summary>
    Alongside,
}
