using Microsoft.Extensions.Hosting;

namespace LlmCourse.Kernel.Serving;

/// <summary>Leaves signals and the console to the command.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
