namespace LlmCourse.Kernel.Jupyter;

/// <summary>The channels between front ends and a kernel.</summary>
internal enum KernelChannel
{
    /// <summary>Requests that are answered one after the other.</summary>
    Shell,

    /// <summary>Requests that do not wait for a running cell.</summary>
    Control,

    /// <summary>The kernel's questions to the reader.</summary>
    Stdin,

    /// <summary>What all front ends hear.</summary>
    Iopub,
}
