using ArchUnitNET.Domain;
using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Compliance.Model;

namespace Compliance.Core.Tests.Architecture;

/// <summary>Which namespace of Compliance.Core may know which. A namespace knows those of the rows above it, and none of its own
/// row.</summary>
public sealed class LayerTests
{
    static readonly string[][] Layers =
    [
        ["Csv", "Failures", "Html"],
        ["Json"],
        ["Tenancy"],
        ["Model"],
        ["Access", "Fsck"],
        ["Sealing"],
        ["Identities", "Telemetry"],
        ["Forms", "Audit"],
        ["Keys"],
        ["Settings", "Exchange", "Notices"],
        ["Calls"],
        ["Recordings"],
        ["SubjectRequests"],
        ["Consents", "Leavers", "Retention"],
        ["Matters"],
        ["Operations"],
    ];

    static readonly ArchUnitNET.Domain.Architecture Core = new ArchLoader().LoadAssemblies(typeof(RecordingId).Assembly).Build();

    static readonly IReadOnlyDictionary<string, int> LevelOf = Layers
        .SelectMany((layer, level) => layer.Select(name => ($"Compliance.{name}", level)))
        .ToDictionary(x => x.Item1, x => x.level, StringComparer.Ordinal);

    [Fact]
    public void No_namespace_knows_one_of_its_own_row_or_below()
    {
        var upwards = (
            from type in Core.Types
            where LevelOf.ContainsKey(Namespace(type))
            from dependency in type.Dependencies
            where dependency.Target is not GenericParameter
            let target = Namespace(dependency.Target)
            where target != Namespace(type) && LevelOf.TryGetValue(target, out var level) && level >= LevelOf[Namespace(type)]
            select $"{type.FullName} -> {dependency.Target.FullName}").Distinct(StringComparer.Ordinal).ToArray();

        Assert.True(upwards.Length == 0, string.Join('\n', upwards));
    }

    [Fact]
    public void Every_namespace_has_its_row() =>
        Assert.Empty(Core.Types.Select(Namespace).Where(x => x.StartsWith("Compliance.", StringComparison.Ordinal)).Except(LevelOf.Keys));

    [Fact]
    public void No_namespaces_form_a_cycle() =>
        SliceRuleDefinition.Slices().Matching("Compliance.(*)").Should().BeFreeOfCycles().Check(Core);

    static string Namespace(IType type) => type.Namespace?.FullName ?? "";
}
