"""No payload leaves anything but the schema's tags, attributes and addresses."""

import pytest

from articles.body.blocks import blocks
from articles.body.cleaning import clean_body
from tests.articles.body.closure import faults

PAYLOADS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script>alert(1)",
    "<script/x>alert(1)</script >",
    "<p onclick=alert(1)>a</p>",
    "<p/onclick=alert(1)>a</p>",
    '<p title="a"onmouseover=alert(1)>a</p>',
    "<p onclick\n=\nalert(1)>a",
    "<p OnClIcK=`alert(1)`>a",
    "<img src=x onerror=alert(1)>",
    "<img src=x:x onerror\x0b=alert(1)>",
    "<image src=x onerror=alert(1)>",
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    "<img src=https://evil.example/pixel.gif>",
    "<body onload=alert(1)><p>a",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<svg><a xlink:href=javascript:alert(1)><text>a</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<svg><foreignObject><p>a<script>alert(1)</script></foreignObject></svg>",
    "<svg><title><a href='</title><img src onerror=alert(1)>'>",
    "<math href=javascript:alert(1)>a</math>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><annotation-xml encoding=text/html><p onclick=alert(1)>a</annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<noembed><img title='</noembed><img src=x onerror=alert(1)>'>",
    "<noframes><p title='</noframes><script>alert(1)</script>'>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<title><a title='</title><svg onload=alert(1)>'>",
    "<xmp><p title='</xmp><svg onload=alert(1)>'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<template><script>alert(1)</script><p onclick=x>a</template>",
    "<style>p{background:url(javascript:alert(1))}</style>",
    "<style><!--</style><img src=x onerror=alert(1)>--></style>",
    "<p style='background:url(javascript:alert(1))'>a",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<object data=javascript:alert(1)><embed src=javascript:alert(1)></object>",
    "<applet code=x><param name=a value=b></applet>",
    "<video><source onerror=alert(1)></video>",
    "<details open ontoggle=alert(1)>a</details>",
    "<marquee onstart=alert(1)>a</marquee>",
    "<form action=javascript:alert(1)><form><input type=submit></form>",
    "<button formaction=javascript:alert(1)>a</button>",
    "<select><template><script>alert(1)</script></template></select>",
    "<isindex action=javascript:alert(1)>",
    "<a href=javascript:alert(1)>a</a>",
    "<a href=' javascript:alert(1)'>a</a>",
    "<a href='jav&#x09;ascript:alert(1)'>a</a>",
    "<a href='jav\nascript:alert(1)'>a</a>",
    "<a href='java\x00script:alert(1)'>a</a>",
    "<a href='&#1;javascript:alert(1)'>a</a>",
    "<a href='javascript&colon;alert(1)'>a</a>",
    "<a href='&#106&#97&#118&#97script:alert(1)'>a</a>",
    "<a href='JaVaScRiPt:alert(1)'>a</a>",
    "<a href='vbscript:msgbox(1)'>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<a href='//evil.example/'>a</a>",
    "<a href='/\\evil.example/'>a</a>",
    "<a href='/\t/evil.example/'>a</a>",
    "<a href='https:evil'>a</a>",
    "<a href='https://desk@evil.example/'>a</a>",
    "<a href='http://[::1'>a</a>",
    "<a href='/ok' target=_blank rel=opener ping=//evil.example download>a</a>",
    "<a href='https://ok.example/\"onmouseover=alert(1)//'>a</a>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<!DOCTYPE x [<!ENTITY e 'x'>]>&e;",
    "</p><script>alert(1)</script><p>",
    "<p <script>alert(1)</script>>a</p>",
    "<<p>a</<p>>",
    "<p>a<b>b<i>c</b>d</i>e",
    "<p><figure data-news=image data-image-id=1><p>a</figure>b",
    "<figure data-news=image data-image-id='1 onload=x'><figcaption>a</figcaption></figure>",
    "<figure data-news=image data-image-id=-1></figure>",
    "<figure data-news=image data-image-id=99999999999999999999></figure>",
    "<figure data-news=image data-image-id=\u0661></figure>",
    "<figure data-news=image data-image-id=1 data-layout='wide onload=x' data-alt='\"><script>'></figure>",
    "<figure data-news=image data-image-id=1><figcaption><script>x</script><p onclick=x>a",
    "<figure data-news=embed data-url=javascript:alert(1)></figure>",
    "<figure data-news=embed data-url=https://youtube.com.evil.example/watch?v=abcdefghijk></figure>",
    "<figure data-news=embed data-url='https://x@www.youtube.com/watch?v=abcdefghijk'></figure>",
    "<figure data-news=embed data-url=https://www.youtube.com:444/watch?v=abcdefghijk></figure>",
    "<aside data-news=related data-articles='1,2 onload=x'></aside>",
    f"<aside data-news=related data-articles='{','.join(map(str, range(1, 500)))}'></aside>",
    "<aside data-news=gallery><p>a</aside>",
    "<aside data-news=image data-image-id=1></aside>",
    "<aside data-news=pullquote><script>x</script><p id=b-aaaaaaaa data-news=x>a<p>b<p data-news=speaker>c",
    "<figure data-news=embed data-url=https://youtu.be/abcdefghijk data-provider='x onload=y'></figure>",
    "<figure data-news=gallery data-images='1,2\" onload=alert(1) x=\"'><figcaption><script>x</script>a",
    f"<figure data-news=gallery data-images='{','.join(map(str, range(1, 500)))}' data-alt=x></figure>",
    "<figure data-news=gallery data-images='-1,0,\u0661,99999999999999999999'><img src=x onerror=alert(1)></figure>",
    "<figure data-news=gallery data-images=1><figure data-news=gallery data-images=2><p>a</figure>b</figure>",
    "<figure data-news=video data-url=javascript:alert(1) data-image-id=1></figure>",
    "<figure data-news=video data-url='https://youtu.be/abcdefghijk' data-image-id='1 onload=x' onplay=x></figure>",
    "<figure data-news=video data-url=https://youtube.com.evil.example/watch?v=abcdefghijk></figure>",
    "<figure data-news=video data-url=https://open.spotify.com/track/0123456789abcdef><figcaption>a</figure>",
    "<figure data-news=video data-url='https://youtu.be/abcdefghijk\" onload=x'></figure>",
    "<video data-news=video data-url=https://youtu.be/abcdefghijk><source src=x onerror=alert(1)></video>",
    "<aside data-news=factbox onclick=x id=b-aaaaaaaa><h3 onclick=x id=b-bbbbbbbb>a</h3><script>x</script><p>b",
    "<aside data-news=factbox><aside data-news=factbox><p>a</aside><table><tr><td onclick=x>b</table></aside>",
    "<aside data-news=factbox><h3><figure data-news=image data-image-id=1></figure></h3><ul>a<li onclick=x>b</ul>",
    "<aside data-news=timeline><ol onclick=x><li id=b-aaaaaaaa onclick=x><p data-news=when onclick=x>a<p>b",
    "<aside data-news=timeline><h3>a</h3><p data-news=when>b</p><ol><script>x</script><li><ol><li>c</ol></ol>",
    "<aside data-news=timeline><ol><li><aside data-news=timeline><ol><li>a</ol></aside><p data-news=when><hr>b",
    "<p data-news=when onclick=x>a<p data-news=footnote data-note=x>b",
    "<p>a<span data-news=footnote data-note='\"><script>alert(1)</script>' onclick=x style=x>b</span></p>",
    "<p>a<span data-news=footnote data-note='&quot;&gt;&lt;img src=x onerror=alert(1)&gt;'></span></p>",
    "<p>a<span data-news=footnote data-note='\u0338&#0;&#xD800;\u202e'><p>b</span>",
    "<a href=/x>a<span data-news=footnote data-note=b><a href=javascript:alert(1)>c</a></span></a>",
    "<span data-news=footnote data-note=a><span data-news=footnote data-note=b></span><table><tr><td>c</table>",
    "<span data-news=image data-image-id=1 data-note=x>a</span><aside data-news=footnote data-note=x>b</aside>",
    "<p dir=javascript id='x\"y'>a",
    "<p id=b-aaaaaaaa>a<p id=b-aaaaaaaa>b",
    "<table><tr><td onclick=x colspan=9999999>a<td><table><td>b</table><script>x</script></table>",
    "<table><script>alert(1)</script><p>a<tr><p>b",
    "<ul>a<li onclick=x>b<ul><ul><ul><ul><ul><li>c<figure data-news=image data-image-id=1></figure>",
    "<h2><h3><p>a<hr>b<blockquote>c<cite>d<p>e",
    "<blockquote cite=javascript:alert(1)><cite>a</cite><cite>b</cite></blockquote>",
    "<p>&#60;script&#62;alert(1)&#60;/script&#62;</p>",
    "<p>&lt;img src=x onerror=alert(1)&gt;</p>",
    "<p>\u0338a</p>&#824;b<em>&#824;</em>",
    "\ud800<p>\ufffe\x00\x08a\uffff</p>&#xD800;&#" + "9" * 5000 + ";",
    "<\u212abd>a</\u212abd><\u017fcript>alert(1)</\u017fcript>",
    "<plaintext><script>alert(1)</script>",
    "<p title='<!--'>a<script>alert(1)</script><p title='-->'>b",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_only_the_schema_comes_out(payload: str) -> None:
    assert faults(clean_body(payload)) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_cleaning_again_changes_nothing(payload: str) -> None:
    once = clean_body(payload)
    assert clean_body(once) == once


@pytest.mark.parametrize("payload", PAYLOADS)
def test_blocks_of_what_was_never_cleaned_are_safe_too(payload: str) -> None:
    assert [fault for block in blocks(payload) for fault in faults(block.html)] == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_around_a_payload_in_its_own_block_is_kept(payload: str) -> None:
    assert "before" in clean_body(f"<p>before</p>{payload}")


def test_script_goes_with_its_content() -> None:
    assert clean_body("<script>alert(1)</script>") == ""
