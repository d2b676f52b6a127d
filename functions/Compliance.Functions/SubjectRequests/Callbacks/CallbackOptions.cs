namespace Compliance.Functions.SubjectRequests.Callbacks;

/// <summary>The allowed destinations of callbacks, from configuration section <c>Callbacks</c>.</summary>
public sealed class CallbackOptions
{
    public const string Section = "Callbacks";

    /// <summary>Also allows this machine, without TLS, for development. Default false.</summary>
    public bool AllowLoopback { get; set; }
}
