using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LlmCourse.Kernel.Serving;

/// <summary>A web server with one model behind it. It reads no configuration but its options, and listens at one address.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private const double SlowestBody = 240; // bytes a second
    private static readonly TimeSpan SlowStart = TimeSpan.FromSeconds(5), Extra = TimeSpan.FromSeconds(5);

    private readonly WebApplication application;
    private readonly ServedModel model;
    private readonly ServerOptions options;
    private readonly CancellationTokenSource ending = new();
    private readonly Task writing;
    private bool isStopped;

    private ModelServer(WebApplication application, ServedModel model, ServerOptions options)
    {
        (this.application, this.model, this.options) = (application, model, options);
        writing = Task.Factory.StartNew(() => model.Generator.Run(ending.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Where it listens, without a slash at the end.</summary>
    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>Starts a server.</summary>
    /// <param name="model">Who answers; it stays the caller's, and belongs to this server alone until that has stopped.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="error">Where faults are told.</param>
    /// <exception cref="UsageException">The address cannot be listened at, or others could reach it without a key.</exception>
    public static async Task<ModelServer> StartAsync(ServedModel model, ServerOptions options, TextWriter error)
    {
        options.RequireKey();
        var server = new ModelServer(Build(new RequestHandler(model, options, error, TimeProvider.System), options), model, options);
        try
        {
            await server.application.StartAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or SocketException)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw new UsageException($"The server cannot listen at {options.Host} port {options.Port}: {problem.Message.TrimEnd('.')}. Name another port with --port.");
        }

        var address = server.application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Address = new Uri(address);
        return server;
    }

    /// <summary>Takes no more requests, and lets those go on that are there, up to a limit; then they are told that the server ends.</summary>
    public async Task StopAsync()
    {
        if (isStopped)
        {
            return;
        }

        isStopped = true;
        model.Generator.Close();
        ending.CancelAfter(options.Grace);
        using var limit = new CancellationTokenSource(options.Grace + Extra);
        await application.StopAsync(limit.Token).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await writing.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await application.DisposeAsync().ConfigureAwait(false);
        ending.Dispose();
    }

    private static WebApplication Build(RequestHandler handler, ServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Grace + (2 * Extra));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = options.MostConnections;
            kestrel.Limits.MaxRequestBodySize = options.MostBody;
            kestrel.Limits.RequestHeadersTimeout = options.HeaderTime;
            kestrel.Limits.KeepAliveTimeout = options.IdleTime;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(SlowestBody, SlowStart);
            kestrel.Limits.MinResponseDataRate = new MinDataRate(SlowestBody, SlowStart);
            kestrel.Listen(options.Host, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var application = builder.Build();
        application.Run(handler.HandleAsync);
        return application;
    }
}
