using System.Reflection;
using System.Runtime.CompilerServices;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using ArchUnitNET.Loader;
using Compliance.Functions;
using Compliance.Model;

namespace Compliance.Core.Tests.Architecture;

/// <summary>
/// What only tests call is no part of the product: it is wired to something, or it goes. Looks at methods and computed properties; what a
/// record holds is also read by whoever parses it.
/// </summary>
public sealed class UnusedMemberTests
{
    /// <summary>What the command <c>import-vcon</c> of Compliance.Local calls.</summary>
    static readonly string[] Elsewhere = ["Compliance.SubjectRequests.SignedVcon.TryOpen", "Compliance.SubjectRequests.VconHash.OfAsync"];

    [Fact]
    public void Every_public_member_of_the_rights_code_is_used_by_the_product()
    {
        System.Reflection.Assembly[] product = [typeof(RecordingId).Assembly, typeof(ComplianceRegistration).Assembly];
        var called = new ArchLoader().LoadAssemblies(product).Build().Types
            .SelectMany(x => x.Members.OfType<MethodMember>())
            .Where(x => x.MemberBackwardsDependencies.OfType<MethodCallDependency>().Any())
            .Select(x => $"{x.DeclaringType.FullName}.{x.Name.Split('(')[0]}")
            .ToHashSet(StringComparer.Ordinal);

        var unused = product[0].GetExportedTypes()
            .Where(x => x.Namespace == "Compliance.SubjectRequests" && !x.IsNested && !x.IsInterface)
            .SelectMany(x => Candidates(x).Select(member => $"{x.FullName}.{member.Name}"))
            .Distinct(StringComparer.Ordinal)
            .Except(called)
            .Except(Elsewhere)
            .Order(StringComparer.Ordinal).ToList();

        Assert.True(unused.Count == 0, string.Join('\n', unused));
    }

    /// <summary>Not those that others call by a base type or an interface, and none that the compiler wrote.</summary>
    static IEnumerable<MethodInfo> Candidates(System.Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var computed = type.GetProperties(Declared).Where(x => x.SetMethod is null).Select(x => x.GetMethod);
        return type.GetMethods(Declared)
            .Where(x => !x.IsVirtual && !x.IsDefined(typeof(CompilerGeneratedAttribute)) && (!x.IsSpecialName || computed.Contains(x)));
    }
}
