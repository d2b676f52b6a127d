namespace Compliance.Failures;

/// <summary>Faults by field path (<c>parties[1].phone</c>). Never contains a value that the caller sent.</summary>
public sealed class FieldErrors
{
    readonly SortedDictionary<string, List<string>> byField = new(StringComparer.Ordinal);

    public bool Any => byField.Count > 0;

    public IReadOnlyDictionary<string, string[]> ByField =>
        byField.ToDictionary(x => x.Key, x => x.Value.ToArray(), StringComparer.Ordinal);

    public static FieldErrors Of(string field, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, message);
        return errors;
    }

    public void Add(string field, string message)
    {
        if (!byField.TryGetValue(field, out var messages))
        {
            byField[field] = messages = [];
        }

        messages.Add(message);
    }
}
