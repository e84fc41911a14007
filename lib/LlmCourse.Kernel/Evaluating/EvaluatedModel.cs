using LlmCourse.Generation;
using LlmCourse.Reasoning;
using Microsoft.Extensions.AI;

namespace LlmCourse.Kernel.Evaluating;

/// <summary>A model that is to be evaluated: one of the course's, one in Hugging Face's form, or one behind an address.</summary>
internal sealed class EvaluatedModel : IDisposable
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(5);

    private readonly IDisposable owned;

    private EvaluatedModel(string name, string shortName, IChatClient client, IDisposable owned, string? key = null) =>
        (Name, ShortName, Client, this.owned, Key) = (name, shortName, client, owned, key);

    /// <summary>What tells it from all others.</summary>
    public string Name { get; }

    /// <summary>What its results are called.</summary>
    public string ShortName { get; }

    /// <summary>What answers.</summary>
    public IChatClient Client { get; }

    /// <summary>The key of its service; it is never written anywhere.</summary>
    public string? Key { get; }

    /// <summary>True for a model behind an address.</summary>
    public static bool IsAddress(string given) => given.Contains("://", StringComparison.Ordinal);

    /// <summary>Opens a model.</summary>
    /// <param name="given">A name, a file, a folder or an address.</param>
    /// <param name="nameThere">The model's name behind the address.</param>
    /// <param name="output">Where it says that a model has to be trained first.</param>
    /// <param name="cancellation">Ends such a training.</param>
    /// <exception cref="UsageException">There is no such model, or it cannot be used.</exception>
    public static EvaluatedModel Open(string given, string? nameThere, TextWriter output, CancellationToken cancellation)
    {
        if (IsAddress(given))
        {
            return OpenAddress(given, nameThere);
        }

        if (nameThere is not null)
        {
            throw new UsageException($"--name is the model's name behind an address, but {given} is none; leave it out.");
        }

        return Joined(OpenedModel.Open(given, ", or an address that ends in /v1", output, cancellation));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        owned.Dispose();
    }

    private static EvaluatedModel OpenAddress(string given, string? nameThere)
    {
        if (!Uri.TryCreate(given, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new UsageException("The address of a model begins with http:// or https:// and ends in /v1, like http://localhost:11434/v1.");
        }

        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw new UsageException($"The address holds more than a place; end it with /v1, and give the key in the environment variable {ServerChatClient.KeyVariable}.");
        }

        if (string.IsNullOrWhiteSpace(nameThere))
        {
            throw new UsageException($"The server at {address} may have many models; say which with --name.");
        }

        var key = Environment.GetEnvironmentVariable(ServerChatClient.KeyVariable)?.Trim() is { Length: > 0 } value ? value : null;
        if (key?.Any(character => character is <= ' ' or > '~') == true)
        {
            throw new UsageException($"The key in {ServerChatClient.KeyVariable} holds a character that no key has, such as a line break; set it anew.");
        }

        var http = new HttpClient { Timeout = LongestAnswer };
        var client = new RetryingChatClient(new ServerChatClient(http, address, nameThere, key));
        return new EvaluatedModel($"{nameThere} at {address.ToString().TrimEnd('/')}", nameThere, client, http, key);
    }

    private static EvaluatedModel Joined(OpenedModel opened)
    {
        var client = new GeneratorChatClient(new TextGenerator(opened.Model, opened.Tokenizer), SamplingOptions.Greedy, text => opened.Tokenizer.Encode(text).Length);
        return new EvaluatedModel($"{opened.Name}, weights {opened.Hash[..16]}", opened.Name, client, opened);
    }
}
