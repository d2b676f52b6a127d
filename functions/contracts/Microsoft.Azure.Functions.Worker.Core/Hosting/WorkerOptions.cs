using System.Collections;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker.Converters;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Options of the worker. Without a serializer of the app's own, property names are read in any casing.</summary>
public class WorkerOptions
{
    const string IncludeEmptyEntries = "IncludeEmptyEntriesInMessagePayload";

    public ObjectSerializer? Serializer { get; set; }

    public InputConverterCollection InputConverters { get; } = new();

    public IDictionary<string, string> Capabilities { get; } = new Dictionary<string, string>
    {
        ["HandlesWorkerTerminateMessage"] = bool.TrueString,
        ["HandlesInvocationCancelMessage"] = bool.TrueString,
        [IncludeEmptyEntries] = bool.TrueString,
        ["EnableUserCodeException"] = bool.TrueString,
    };

    public bool IncludeEmptyEntriesInMessagePayload
    {
        get => Capabilities.TryGetValue(IncludeEmptyEntries, out var value) && bool.TryParse(value, out var on) && on;
        set
        {
            // The host takes a capability's mere presence for consent, so off means absent.
            if (value)
            {
                Capabilities[IncludeEmptyEntries] = bool.TrueString;
            }
            else
            {
                Capabilities.Remove(IncludeEmptyEntries);
            }
        }
    }
}

/// <summary>Types of input converters, tried in this order.</summary>
public sealed class InputConverterCollection : IEnumerable<Type>
{
    readonly List<Type> types = [];

    public void Register<T>()
        where T : IInputConverter => types.Add(typeof(T));

    public void RegisterAt<T>(int index)
        where T : IInputConverter => types.Insert(index, typeof(T));

    public void Clear() => types.Clear();

    public IEnumerator<Type> GetEnumerator() => types.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
