using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Compliance.Infra.Tests;

/// <summary>
/// <c>azure.yaml</c>, read so that a member which is not listed here is an error: these are the members of azd's schema v1.0 that we use.
/// </summary>
sealed class AzureYaml
{
    /// <summary>The service that azd deploys; the app carries its name as a tag.</summary>
    public const string Service = "compliance";

    public string Name { get; set; } = "";

    public Template? Metadata { get; set; }

    public Versions? RequiredVersions { get; set; }

    public Infrastructure? Infra { get; set; }

    public Dictionary<string, ServiceEntry> Services { get; set; } = [];

    public Dictionary<string, Hook> Hooks { get; set; } = [];

    public static AzureYaml Parse(string text) => new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance)
        .Build().Deserialize<AzureYaml>(text);

    public sealed class Template
    {
        [YamlMember(Alias = "template")]
        public string Id { get; set; } = "";
    }

    public sealed class Versions
    {
        public string Azd { get; set; } = "";
    }

    public sealed class Infrastructure
    {
        public string Provider { get; set; } = "";

        public string Path { get; set; } = "";

        public string Module { get; set; } = "";
    }

    public sealed class ServiceEntry
    {
        public string Project { get; set; } = "";

        public string Language { get; set; } = "";

        public string Host { get; set; } = "";
    }

    public sealed class Hook
    {
        public string Shell { get; set; } = "";

        public string Run { get; set; } = "";
    }
}
