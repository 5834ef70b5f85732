"""What word processors put on the clipboard: short texts in the shape that they have there, clutter included."""

from __future__ import annotations

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/x/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<style>
<!--
 /* Style Definitions */
 p.MsoNormal, li.MsoNormal, div.MsoNormal
	{mso-style-unhide:no; mso-style-qformat:yes; margin:0cm; font-size:12.0pt; font-family:"Calibri",sans-serif;}
 p.Zwischentitel, li.Zwischentitel, div.Zwischentitel
	{mso-style-name:"heading 3"; mso-outline-level:3; font-weight:bold;}
 @list l0 {mso-list-id:1142574312; mso-list-type:hybrid;}
 @list l0:level1 {mso-level-number-format:bullet; mso-level-text:\\F0B7;}
-->
</style></head>
<body lang=EN-GB style='tab-interval:36.0pt;word-wrap:break-word'>
<!--StartFragment-->
<p class=MsoTitle><span lang=EN-US style='mso-ansi-language:EN-US'>The ferry<o:p></o:p></span></p>
<h1><span lang=EN-US>A bell at six<o:p></o:p></span></h1>
<p class=MsoNormal><span lang=EN-US>The <b style='mso-bidi-font-weight:normal'>boats</b> are <i
style='mso-bidi-font-style:normal'>back</i>,&nbsp;says <a href="https://example.org/ferry"><span
style='color:windowtext;text-decoration:none'>the company</span></a> and <u>not</u> <s>once</s> H<sub>2</sub>O.<span
style='mso-spacerun:yes'>  </span><span style='display:none;mso-hide:all'>Hidden.</span><del cite="mailto:x"
datetime="2026-01-01T10:00">Struck.</del><ins cite="mailto:x">Added.</ins><span class=MsoCommentReference><span
style='font-size:8.0pt'><a style='mso-comment-reference:A_1' href="#_msocom_1">[A1]</a></span></span><o:p></o:p></span></p>
<p class=Zwischentitel><span lang=EN-US>Fares<o:p></o:p></span></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
lang=EN-US style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]><span lang=EN-US>By day<o:p></o:p></span></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Two <b>coins</b><o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]>By
night<o:p></o:p></p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>First<o:p></o:p></p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>2.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Second<o:p></o:p></p>
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;border:none'>
 <tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'>
  <td width=301 valign=top style='width:225.4pt;border:solid windowtext 1.0pt'><p class=MsoNormal><b>Day</b><o:p></o:p></p></td>
  <td width=301 valign=top colspan=2><p class=MsoNormal>One<o:p></o:p></p><p class=MsoNormal>Two<o:p></o:p></p></td>
 </tr>
</table>
<p class=MsoNormal align=center style='text-align:center'><!--[if gte vml 1]><v:shape id="_x0000_i1025"><v:imagedata
src="file:///C:/Users/x/clip_image001.png"/></v:shape><![endif]--><![if !vml]><img width=100 height=100
src="file:///C:/Users/x/AppData/Local/Temp/clip_image001.png" v:shapes="Picture_x0020_1"><![endif]>The end, his style = plain.<o:p></o:p></p>
<!--EndFragment-->
<div style='mso-element:comment-list'><div style='mso-element:comment'><p class=MsoCommentText>Who says so?</p></div></div>
</body></html>"""

WORD_BLOCKS = [
    "<h2>The ferry</h2>",
    "<h2>A bell at six</h2>",
    (
        '<p>The <strong>boats</strong> are <em>back</em>, says <a href="https://example.org/ferry">the company</a> '
        "and not once H2O. Added.</p>"
    ),
    "<h3>Fares</h3>",
    "<ul><li><p>By day</p><ul><li><p>Two <strong>coins</strong></p></li></ul></li><li><p>By night</p></li></ul>",
    "<ol><li><p>First</p></li><li><p>Second</p></li></ol>",
    '<table><tbody><tr><td><strong>Day</strong></td><td colspan="2">One<br>Two</td></tr></tbody></table>',
    "<p>The end, his style = plain.</p>",
]

DOCS = """<meta charset='utf-8'><meta charset="utf-8"><b style="font-weight:normal;"
id="docs-internal-guid-0f1c2b5e-7fff-1a2b-3c4d-5e6f7a8b9c0d"><h1 dir="ltr"
style="line-height:1.38;margin-top:20pt;margin-bottom:6pt;"><span
style="font-size:20pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;font-weight:400;font-style:normal;font-variant:normal;text-decoration:none;vertical-align:baseline;white-space:pre-wrap;">A bell at six</span></h1><p
dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;"><span
style="font-size:11pt;font-weight:400;white-space:pre;">The </span><span
style="font-size:11pt;font-weight:700;white-space:pre-wrap;">boats</span><span style="font-weight:400;"> are </span><span
style="font-style:italic;font-weight:400;">back</span><span style="font-weight:400;">,&nbsp;says </span><a
href="https://example.org/ferry" style="text-decoration:none;"><span
style="color:#1155cc;text-decoration:underline;vertical-align:baseline;font-weight:700;">the company</span></a><span
style="text-decoration:line-through;font-weight:400;"> once</span><span
style="font-size:0.6em;vertical-align:super;font-weight:400;">2</span><span style="font-weight:400;">.</span></p><br /><h5
dir="ltr"><span style="font-weight:400;">Fares</span></h5><ul style="margin-top:0;margin-bottom:0;padding-inline-start:48px;"><li
dir="ltr" style="list-style-type:disc;font-size:11pt;white-space:pre;" aria-level="1"><p dir="ltr"
role="presentation"><span style="font-weight:400;">By day</span></p></li><ul style="margin-top:0;"><li dir="ltr"
style="list-style-type:circle;" aria-level="2"><p dir="ltr" role="presentation"><span
style="font-weight:400;">Two coins</span></p></li></ul><li dir="ltr" aria-level="1"><p dir="ltr"
role="presentation"><span style="font-weight:400;">By night</span></p></li></ul><ol style="margin-top:0;"><li dir="ltr"
style="list-style-type:decimal;"><p dir="ltr"><span style="font-weight:400;">First</span></p></li></ol><br /><div dir="ltr"
align="left"><table style="border:none;border-collapse:collapse;"><colgroup><col width="301" /><col width="301"
/></colgroup><tbody><tr style="height:0pt"><td style="border:solid #000 1pt;vertical-align:top;"><p dir="ltr"><span
style="font-weight:700;">Day</span></p></td><td><p dir="ltr"><span>One</span></p><p dir="ltr"><span>Two</span></p></td></tr></tbody></table></div><p
dir="ltr"><span><span style="border:none;display:inline-block;overflow:hidden;width:602px;height:401px;"><img
src="https://lh7-rt.googleusercontent.com/docsz/AD_4nXc" width="602" height="401" style="margin-left:0px;" /></span></span></p><hr
/><p dir="ltr"><span style="font-weight:400;">The end.</span></p></b><br class="Apple-interchange-newline">"""

DOCS_BLOCKS = [
    "<h2>A bell at six</h2>",
    (
        '<p>The <strong>boats</strong> are <em>back</em>, says <a href="https://example.org/ferry"><strong>the '
        "company</strong></a> once2.</p>"
    ),
    "<h4>Fares</h4>",
    "<ul><li><p>By day</p><ul><li><p>Two coins</p></li></ul></li><li><p>By night</p></li></ul>",
    "<ol><li><p>First</p></li></ol>",
    "<table><tbody><tr><td><strong>Day</strong></td><td>One<br>Two</td></tr></tbody></table>",
    "<p>The end.</p>",
]
