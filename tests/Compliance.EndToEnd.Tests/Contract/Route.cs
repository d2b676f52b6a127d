namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>An operation of the contract as the access matrix calls it.</summary>
public sealed record Route(ApiOperation Operation)
{
    public static IReadOnlyList<Route> All { get; } = [.. ApiContract.Operations.Select(x => new Route(x))];

    public string Method => Operation.Method;

    public IReadOnlyList<string> Roles => Operation.Roles;

    public bool Anonymous => Roles.Count == 0;

    public bool HasTenant => Operation.HasTenant;

    /// <summary>With values that no record has.</summary>
    public string Path(string tenant) => Operation.At(Operation.PathParameters.ToDictionary(
        x => x,
        x => x switch
        {
            "tenant" => tenant,
            "name" => "media.wav",
            _ => "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee",
        },
        StringComparer.Ordinal));

    public override string ToString() => Operation.ToString();
}
