using Microsoft.Azure.Functions.Worker.Converters;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.Converters;

/// <summary>Reads a request's body as a type.</summary>
public interface IFromBodyConversionFeature
{
    ValueTask<object?> ConvertAsync(FunctionContext context, Type targetType);
}

internal sealed class FromBodyConverter : IInputConverter
{
    public async ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        var feature = context.FunctionContext.Features.Get<IFromBodyConversionFeature>() ?? throw CompileTimeContract.NotSupported();
        return ConversionResult.Success(await feature.ConvertAsync(context.FunctionContext, context.TargetType));
    }
}
