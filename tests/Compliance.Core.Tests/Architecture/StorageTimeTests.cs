using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Compliance.Functions;
using Compliance.Local.Hosting;
using Compliance.Local.Tokens;
using Compliance.Model;

namespace Compliance.Core.Tests.Architecture;

/// <summary>
/// A blob's times are the storage service's, and the clock of one machine can be moved: no code of the product reads them, so none can
/// compare them with its clock.
/// </summary>
public sealed class StorageTimeTests
{
    static readonly string[] Times = ["get_LastModified", "get_CreatedOn", "get_LastAccessed", "get_LastAccessedOn", "get_DeletedOn"];

    public static TheoryData<Type> Product =>
        [typeof(RecordingId), typeof(ComplianceRegistration), typeof(LocalHost), typeof(LocalTokens), typeof(Compliance.Pci.PciOutcome)];

    [Theory]
    [MemberData(nameof(Product))]
    public void No_code_reads_the_times_of_a_blob(Type of) => Assert.Empty(Read(of, Times));

    [Fact]
    public void Such_reading_would_be_seen() => Assert.NotEmpty(Read(typeof(RecordingId), ["get_ETag"]));

    static IEnumerable<string> Read(Type of, string[] properties)
    {
        using var file = new PEReader(File.OpenRead(of.Assembly.Location));
        var code = file.GetMetadataReader();
        return
        [
            .. from handle in code.MemberReferences
               let member = code.GetMemberReference(handle)
               where member.Parent.Kind is HandleKind.TypeReference
               let type = code.GetTypeReference((TypeReferenceHandle)member.Parent)
               where code.GetString(type.Namespace).StartsWith("Azure.Storage", StringComparison.Ordinal)
                   && properties.Contains(code.GetString(member.Name), StringComparer.Ordinal)
               select $"{code.GetString(type.Name)}.{code.GetString(member.Name)}",
        ];
    }
}
