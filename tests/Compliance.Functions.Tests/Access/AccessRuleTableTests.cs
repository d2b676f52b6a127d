using System.Reflection;
using System.Reflection.Emit;
using Compliance.Access;
using Compliance.Functions.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Tests.Access;

public sealed class AccessRuleTableTests
{
    [Fact]
    public void Verify_TheApplication_HasNoFault() => Assert.Empty(AccessRuleTable.Verify(typeof(AccessRuleTable).Assembly));

    [Fact]
    public void Of_TheApplication_KnowsRouteMethodsAndRoles()
    {
        var rule = AccessRuleTable.Of(typeof(AccessRuleTable).Assembly).Find("ReplaceSettings")!;

        Assert.Equal("api/tenants/{tenant}/settings", rule.Route);
        Assert.Equal("PUT", Assert.Single(rule.Methods));
        Assert.Equal(Role.TenantAdmin, Assert.Single(rule.Roles));
        Assert.True(rule is { HasTenant: true, Anonymous: false });
    }

    [Theory]
    [InlineData("", "api/x", false, "needs exactly one")]
    [InlineData("allow anonymous", "api/x", false, "needs exactly one")]
    [InlineData("nobody", "api/x", false, "allows no role")]
    [InlineData("allow", "api/tenants/{tenant}/x", false, "{tenant}")]
    [InlineData("allow", "api/tenants/x", true, "{tenant}")]
    [InlineData("allow", "api/tenants/{tenant}x", true, "{tenant}")]
    [InlineData("allow", "x", false, "api/")]
    [InlineData("allow", "api/tenants/{tenant}/x", true, null)]
    [InlineData("anonymous", "api/x", false, null)]
    [InlineData("anonymous", "{*path}", false, null)]
    [InlineData("anonymous", "{*any}", false, "api/")]
    [InlineData("anonymous", "admin/x", false, "api/")]
    [InlineData("anonymous", "runtime/webhooks/x", false, "api/")]
    public void Verify_OneFunction_IsHeldToTheRules(string attributes, string? route, bool takesTenant, string? fault)
    {
        var faults = AccessRuleTable.Verify(Function(attributes, route, takesTenant));

        Assert.Equal(fault is null ? 0 : 1, faults.Count);
        Assert.All(faults, x => Assert.Contains(fault!, x, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/health", "GET")]
    [InlineData("/API/Health/", "GET")]
    [InlineData("/api/tenants/acme/settings", "GET PUT")]
    [InlineData("/api/tenants/acme/audit/tile/x/y/z", "GET")]
    [InlineData("/assets/card-guard.js", "GET HEAD")]
    [InlineData("/api/tenants", "")]
    [InlineData("/", "")]
    [InlineData("", "")]
    public void MethodsAt_AnAddress_AreThoseOfAllItsFunctions(string path, string methods) => Assert.Equal(
        methods, string.Join(' ', AccessRuleTable.Of(typeof(AccessRuleTable).Assembly).MethodsAt(path)));

    [Fact]
    public void Of_FaultyAssembly_DoesNotStart() =>
        Assert.Throws<InvalidOperationException>(() => AccessRuleTable.Of(Function("", "x", takesTenant: false)));

    /// <summary>An assembly with one HTTP function.</summary>
    static AssemblyBuilder Function(string attributes, string? route, bool takesTenant)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Sample"), AssemblyBuilderAccess.RunAndCollect);
        var type = assembly.DefineDynamicModule("Sample").DefineType("Endpoints", TypeAttributes.Public);
        var method = type.DefineMethod(
            "Run", MethodAttributes.Public, typeof(void), takesTenant ? [typeof(HttpRequest), typeof(string)] : [typeof(HttpRequest)]);
        method.GetILGenerator().Emit(OpCodes.Ret);
        method.SetCustomAttribute(Attribute(typeof(FunctionAttribute), "Sample"));

        var trigger = typeof(HttpTriggerAttribute).GetConstructor([typeof(AuthorizationLevel), typeof(string[])])!;
        var properties = route is null ? [] : new[] { typeof(HttpTriggerAttribute).GetProperty(nameof(HttpTriggerAttribute.Route))! };
        method.DefineParameter(1, ParameterAttributes.None, "request").SetCustomAttribute(new CustomAttributeBuilder(
            trigger, [AuthorizationLevel.Anonymous, new[] { "get" }], properties, route is null ? [] : [route]));
        if (takesTenant)
        {
            method.DefineParameter(2, ParameterAttributes.None, "tenant");
        }

        foreach (var attribute in attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            method.SetCustomAttribute(attribute switch
            {
                "allow" => Attribute(typeof(AllowAttribute), new[] { Role.AuditRead }),
                "nobody" => Attribute(typeof(AllowAttribute), Array.Empty<Role>()),
                _ => Attribute(typeof(AllowAnonymousAccessAttribute)),
            });
        }

        type.CreateType();
        return assembly;
    }

    static CustomAttributeBuilder Attribute(Type type, params object[] arguments) => new(type.GetConstructors().Single(), arguments);
}
