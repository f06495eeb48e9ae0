' What an owner of actions does in LibreOffice: sorts rows with locked cells on a protected sheet, and types into an open cell.
' `Work SOURCE, TARGET, TOLD` saves the workbook and writes what happened.
Option Explicit

Function Property(name As String, value As Variant) As Variant
    Dim one As New com.sun.star.beans.PropertyValue
    one.Name = name
    one.Value = value
    Property = one
End Function

Sub Work(source As String, target As String, told As String)
    Dim book As Object, sheet As Object, frame As Object, helper As Object, rule As Object, first As String, number As Integer
    number = FreeFile
    Open told For Output As #number
    book = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, Array(Property("Hidden", True)))
    sheet = book.Sheets.getByIndex(0)
    frame = book.CurrentController.Frame
    helper = createUnoService("com.sun.star.frame.DispatchHelper")
    Print #number, "protected: " & sheet.isProtected()
    Print #number, "locked: " & sheet.getCellRangeByName("A2").CellProtection.IsLocked
    rule = sheet.getCellRangeByName("A2").Validation
    Print #number, "typing refused: " & (rule.Type = com.sun.star.sheet.ValidationType.CUSTOM) & " " & rule.getFormula1()
    Print #number, "with an answer: " & (rule.ShowErrorMessage And rule.ErrorMessage <> "")
    Print #number, "stopped: " & (rule.ErrorAlertStyle = com.sun.star.sheet.ValidationAlertStyle.STOP)
    first = sheet.getCellRangeByName("A2").String
    helper.executeDispatch(frame, ".uno:GoToCell", "", 0, Array(Property("ToPoint", "$A$1:$F$3")))
    helper.executeDispatch(frame, ".uno:DataSort", "", 0, Array(Property("ByRows", True), Property("HasHeader", True), _
        Property("IncludeAttribs", True), Property("Col1", 1), Property("Ascending1", False)))
    Print #number, "sorted: " & (sheet.getCellRangeByName("A3").String = first And sheet.getCellRangeByName("A2").String > first)
    helper.executeDispatch(frame, ".uno:GoToCell", "", 0, Array(Property("ToPoint", "$B$2")))
    helper.executeDispatch(frame, ".uno:EnterString", "", 0, Array(Property("StringName", "Typed by the owner")))
    book.storeToURL(ConvertToURL(target), Array(Property("FilterName", "Calc MS Excel 2007 XML")))
    book.close(True)
    Close #number
End Sub
