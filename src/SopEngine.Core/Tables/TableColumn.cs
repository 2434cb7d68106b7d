namespace SopEngine.Core.Tables;

/// <summary>The columns of the table, as its cells are named.</summary>
public enum TableColumn
{
    Number,
    Text,
    ShortName,

    /// <summary>The columns of the lanes: which one has the symbol.</summary>
    Lane,
    Requirements,
    Time,
    Output,
    Remarks,
    Exits,
}
