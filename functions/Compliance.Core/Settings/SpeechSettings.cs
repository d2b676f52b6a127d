namespace Compliance.Settings;

/// <summary>What recognises speech without a transcript.</summary>
public enum SpeechEngineKind
{
    /// <summary>Such speech stays unexamined.</summary>
    Off,

    /// <summary>The tenant's own Azure AI Speech resource.</summary>
    Azure,

    /// <summary>The host itself, with a model that its operator supplies.</summary>
    Local,
}

/// <summary>How speech without a transcript is recognised.</summary>
public sealed record SpeechSettings
{
    /// <summary>Default: off.</summary>
    public SpeechEngineKind Engine { get; init; }

    /// <summary>Address of the tenant's Azure AI Speech resource, with the resource's own name in it. Required for <see
    /// cref="SpeechEngineKind.Azure"/>. Default null.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Languages to choose from if the call names none, like <c>en-GB</c>. Default none: any language.</summary>
    public IReadOnlyList<string> Locales { get; init; } = [];

    /// <summary>Where sound is sent; null if it stays on the host.</summary>
    internal string? Destination => Engine is SpeechEngineKind.Azure ? Endpoint : null;
}
