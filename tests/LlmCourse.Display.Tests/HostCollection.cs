using Xunit;

namespace LlmCourse.Display.Tests;

/// <summary>Tests that install a host or change the environment run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class HostCollection
{
    public const string Name = "host";
}
