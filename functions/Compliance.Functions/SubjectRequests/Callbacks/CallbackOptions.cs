namespace Compliance.Functions.SubjectRequests.Callbacks;

/// <summary>Where callbacks may go, from configuration section <c>Callbacks</c>.</summary>
public sealed class CallbackOptions
{
    public const string Section = "Callbacks";

    /// <summary>Also to this machine, and there without TLS: for development. Default false.</summary>
    public bool AllowLoopback { get; set; }
}
