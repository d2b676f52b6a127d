using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;

namespace Compliance.Html;

/// <summary>
/// A page of this assembly, written in Liquid. Every value of its model is encoded for HTML when it is put out, so a template cannot
/// forget to; templates see the model's properties in camel case.
/// </summary>
/// <param name="resource">The template's file name.</param>
sealed class HtmlTemplate(string resource)
{
    // Left as they are: letters of any script. Encoded: whatever means something in HTML.
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    static readonly TemplateOptions Options = new()
    {
        MemberAccessStrategy = new UnsafeMemberAccessStrategy { MemberNameStrategy = MemberNameStrategies.CamelCase },
    };

    readonly IFluidTemplate template = new FluidParser().Parse(Read(resource));

    public string Render(object model) => template.Render(new TemplateContext(model, Options), Encoder);

    /// <summary>Writes as it goes along: a page may be long.</summary>
    public async Task WriteAsync(TextWriter target, object model) =>
        await template.RenderAsync(target, new TemplateContext(model, Options), Encoder);

    /// <summary>The same bytes whatever the sources' line ends.</summary>
    static string Read(string resource)
    {
        using var source = typeof(HtmlTemplate).Assembly.GetManifestResourceStream(resource)
            ?? throw new ArgumentException("There is no such template.", nameof(resource));
        using var reader = new StreamReader(source, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
