using Xunit;

namespace LlmCourse.Kernel.Tests.Running;

/// <summary>Tests that start processes and measure seconds, one at a time and with no others beside them.</summary>
[CollectionDefinition("processes", DisableParallelization = true)]
public sealed class ProcessCollection;
