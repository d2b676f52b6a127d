namespace Compliance.Json;

/// <summary>A converter that describes what it expects: callers see this text instead of an exception's message.</summary>
public interface IExpected
{
    /// <summary>Completes the sentence "the field …": <c>must be one of: audio, screen</c>.</summary>
    string Expected { get; }
}
