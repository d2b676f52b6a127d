namespace Compliance.Json;

/// <summary>A converter that can say what it wants: the error a caller reads instead of an exception's message.</summary>
public interface IExpected
{
    /// <summary>Completes "the field …": <c>must be one of: audio, screen</c>.</summary>
    string Expected { get; }
}
