namespace LlmCourse.Kernel.Serving;

/// <summary>A request that cannot be answered, in the form in which OpenAI's API says so.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">What was given, what is needed.</param>
/// <param name="field">The field of the request.</param>
/// <param name="code">A word for programs.</param>
internal sealed class ApiException(int status, string message, string? field = null, string? code = null) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The field of the request; null where it is none.</summary>
    public string? Field { get; } = field;

    /// <summary>A word for programs; null where there is none.</summary>
    public string? Code { get; } = code;

    /// <summary>The kind of error, in OpenAI's words.</summary>
    public string Kind => Status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
